import datetime

from django.db import migrations, models

import joinedup.frame.text


class Migration(migrations.Migration):
    dependencies = [("answers", "0003_answering")]

    operations = [
        migrations.RemoveConstraint(model_name="answerline", name="answer_line_to_another"),
        migrations.AddField(
            model_name="answerline",
            name="from_on",
            field=models.DateField(default=datetime.date(2026, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(model_name="answerline", name="ended_on", field=models.DateField(null=True)),
        migrations.AddField(
            model_name="answerline",
            name="ended_because",
            field=joinedup.frame.text.ProseField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="answerline",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_on__isnull", True), models.Q(("ended_because", ""), _negated=True), _connector="OR"),
                name="answer_line_ended_because",
            ),
        ),
    ]
