import django.db.models.deletion
from django.db import migrations, models

import joinedup.frame.references
import joinedup.frame.salts
import joinedup.frame.text


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_initial'),
        ('partners', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='answers',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='import',
            name='layout',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='import',
            name='source',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='stagedrow',
            name='column',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='stagedrow',
            name='row',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='import',
            name='state',
            field=models.CharField(choices=[('asking', 'waiting for answers'), ('staging', 'being read'), ('tried', 'tried: nothing is stored yet'), ('done', 'stored')], default='staging', max_length=7),
        ),
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('mapping', editable=False, max_length=40, unique=True)),
                ('name', joinedup.frame.text.LineField(max_length=100)),
                ('kind', models.CharField(max_length=20)),
                ('layout', models.JSONField()),
                ('headings', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mappings', to='partners.partnership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partnership', 'name'), name='mapping_name_once')],
            },
        ),
        migrations.CreateModel(
            name='OtherName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('other-name', editable=False, max_length=40, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('text', joinedup.frame.text.LineField(max_length=200)),
                ('means', models.CharField(max_length=40)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='other_names', to='partners.partnership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partnership', 'kind', 'text'), name='other_name_once')],
            },
        ),
    ]
