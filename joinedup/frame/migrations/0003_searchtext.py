from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('frame', '0002_letters_wait_and_stop'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('key', models.BigIntegerField(primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=20)),
                ('partnership', models.BigIntegerField(null=True)),
                ('visibility', models.CharField(max_length=8)),
                ('place', models.BigIntegerField(null=True)),
                ('maker', models.BigIntegerField(null=True)),
                ('title', models.TextField()),
                ('body', models.TextField()),
            ],
            options={
                'managed': False,
            },
        ),
    ]
