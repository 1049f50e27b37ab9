import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import joinedup.frame.references
import joinedup.frame.salts


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('partners', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('reference', joinedup.frame.references.ReferenceField('import', editable=False, max_length=40, unique=True)),
                ('file_name', models.CharField(max_length=200)),
                ('file_hash', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('staging', 'being read'), ('tried', 'tried: nothing is stored yet'), ('done', 'stored')], default='staging', max_length=7)),
                ('counts', models.JSONField(default=dict)),
                ('notes', models.JSONField(default=list)),
                ('loaded_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('loaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='partners.partnership')),
            ],
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('load', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='upload', serialize=False, to='exchange.import')),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='StagedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(max_length=30)),
                ('number', models.PositiveIntegerField()),
                ('code', models.CharField(blank=True, max_length=200)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('key', models.CharField(blank=True, max_length=300)),
                ('reference', models.CharField(blank=True, max_length=40)),
                ('becomes', models.CharField(blank=True, choices=[('created', 'created'), ('changed', 'changed'), ('unchanged', 'unchanged')], max_length=9)),
                ('version', models.PositiveIntegerField(default=0)),
                ('cells', models.JSONField()),
                ('stored', models.JSONField(null=True)),
                ('missing', models.JSONField(default=list)),
                ('problems', models.JSONField(default=dict)),
                ('load', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='exchange.import')),
            ],
            options={
                'indexes': [models.Index(fields=['load', 'sheet', 'code'], name='staged_row_code'), models.Index(fields=['load', 'sheet', 'name'], name='staged_row_name'), models.Index(fields=['load', 'sheet', 'reference'], name='staged_row_reference')],
                'constraints': [models.UniqueConstraint(fields=('load', 'sheet', 'number'), name='staged_row_once')],
            },
        ),
    ]
