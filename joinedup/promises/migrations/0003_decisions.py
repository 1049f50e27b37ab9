import django.db.models.deletion
from django.db import migrations, models

import joinedup.frame.references
import joinedup.frame.salts
import joinedup.frame.text
import joinedup.frame.visibility


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0002_mandates'),
        ('partners', '0002_mandates'),
        ('promises', '0002_risks'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bearing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('concerns', 'concerns it'), ('first', 'puts it first'), ('off', 'puts it off')], default='concerns', max_length=8)),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bearings', to='outcomes.outcome')),
            ],
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('decision', editable=False, max_length=40, unique=True)),
                ('name', joinedup.frame.text.LineField(max_length=200)),
                ('words', joinedup.frame.text.ProseField(blank=True)),
                ('decided_on', models.DateField(null=True)),
                ('decided_by', joinedup.frame.text.LineField(blank=True, max_length=200)),
                ('authority', joinedup.frame.text.LineField(blank=True, max_length=200)),
                ('reason', joinedup.frame.text.ProseField(blank=True)),
                ('minute', joinedup.frame.text.ProseField(blank=True)),
                ('minute_url', models.URLField(blank=True)),
                ('dissent', joinedup.frame.text.ProseField(blank=True)),
                ('options', joinedup.frame.text.ProseField(blank=True)),
                ('gains', joinedup.frame.text.ProseField(blank=True)),
                ('loses', joinedup.frame.text.ProseField(blank=True)),
                ('evidence', joinedup.frame.text.ProseField(blank=True)),
                ('visibility', joinedup.frame.visibility.VisibilityField(choices=[('draft', 'Draft: only those who are writing it'), ('partners', 'Partners: members of the partnership'), ('public', 'Public: everybody, once the partnership is published')], default='draft', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('mandate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='partners.mandate')),
                ('outcomes', models.ManyToManyField(related_name='decisions', through='promises.Bearing', to='outcomes.outcome')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='partners.partnership')),
                ('supersedes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='promises.decision')),
            ],
        ),
        migrations.AddField(
            model_name='bearing',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bearings', to='promises.decision'),
        ),
        migrations.CreateModel(
            name='Enactment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('enactment', editable=False, max_length=40, unique=True)),
                ('kind', models.CharField(blank=True, choices=[('decision', 'its own decision'), ('budget', 'a line in its budget'), ('plan', 'its own plan'), ('promise', 'a promise')], max_length=8)),
                ('what', joinedup.frame.text.LineField(blank=True, max_length=200)),
                ('due_on', models.DateField(null=True)),
                ('enacted_on', models.DateField(null=True)),
                ('evidence', joinedup.frame.text.LineField(blank=True, max_length=200)),
                ('evidence_url', models.URLField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enactments', to='promises.decision')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enactments', to='partners.organisation')),
                ('promise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enactments', to='promises.commitment')),
            ],
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('visibility', 'draft'), models.Q(('decided_on__isnull', False), models.Q(('words', ''), _negated=True), models.Q(('decided_by', ''), _negated=True)), _connector='OR'), name='decision_complete_once_shared'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('supersedes', models.F('id')), _negated=True), name='decision_supersedes_another'),
        ),
        migrations.AddConstraint(
            model_name='bearing',
            constraint=models.UniqueConstraint(fields=('decision', 'outcome'), name='bearing_once'),
        ),
        migrations.AddConstraint(
            model_name='enactment',
            constraint=models.UniqueConstraint(fields=('decision', 'organisation'), name='enactment_once'),
        ),
        migrations.AddConstraint(
            model_name='enactment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'promise'), ('promise__isnull', False)), models.Q(models.Q(('kind', 'promise'), _negated=True), ('promise__isnull', True)), _connector='OR'), name='enactment_names_its_promise'),
        ),
        migrations.AddConstraint(
            model_name='enactment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['', 'promise']), models.Q(('what', ''), _negated=True), _connector='OR'), name='enactment_says_what_it_is'),
        ),
        migrations.AddConstraint(
            model_name='enactment',
            constraint=models.CheckConstraint(condition=models.Q(('enacted_on__isnull', True), models.Q(('kind', ''), _negated=True), _connector='OR'), name='enactment_by_something'),
        ),
    ]
