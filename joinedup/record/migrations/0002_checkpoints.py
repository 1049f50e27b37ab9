import django.db.models.deletion
from django.db import migrations, models

from joinedup.frame.insert_only import insert_only

TAKE_UP_WHAT_HAS_NO_LEAF = (
    'INSERT INTO record_waiting (entry_id) SELECT id FROM record_entry '
    'WHERE NOT EXISTS (SELECT 1 FROM record_leaf WHERE record_leaf.entry_id = record_entry.id)'
)


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('entry_id', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='CheckpointKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(max_length=8, unique=True)),
                ('origin', models.CharField(max_length=200)),
                ('public_key', models.CharField(max_length=64)),
                ('from_size', models.PositiveBigIntegerField()),
                ('made_at', models.DateTimeField()),
                ('statement', models.TextField()),
                ('former', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='record.checkpointkey')),
            ],
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('size', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('root', models.CharField(max_length=64)),
                ('subtrees', models.JSONField()),
                ('signed_at', models.DateTimeField(db_index=True)),
                ('signature', models.CharField(max_length=128)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checkpoints', to='record.checkpointkey')),
            ],
        ),
        insert_only("record_checkpointkey"),
        insert_only("record_checkpoint"),
        migrations.RunSQL(TAKE_UP_WHAT_HAS_NO_LEAF, migrations.RunSQL.noop),
    ]
