from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("promises", "0006_freedoms")]

    operations = [
        migrations.AddField(
            "tripwire", "set_at", models.DateTimeField(default=timezone.now), preserve_default=False
        ),
    ]
