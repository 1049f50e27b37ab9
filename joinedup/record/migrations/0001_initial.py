import django.core.serializers.json
from django.db import migrations, models

from joinedup.frame.insert_only import insert_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('position', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('entry_id', models.PositiveBigIntegerField(unique=True)),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('verb', models.CharField(max_length=40)),
                ('subject', models.CharField(db_index=True, max_length=60)),
                ('actor', models.CharField(blank=True, max_length=60)),
                ('partnership', models.CharField(blank=True, max_length=60)),
                ('facts', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('text_hash', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['partnership', '-id'], name='entry_of_partnership')],
            },
        ),
        insert_only("record_entry"),
        insert_only("record_leaf"),
    ]
