import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import joinedup.frame.references
import joinedup.frame.salts
import joinedup.frame.text
import joinedup.frame.visibility


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('partners', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('outcome', editable=False, max_length=40, unique=True)),
                ('name', joinedup.frame.text.LineField(max_length=200)),
                ('statement', joinedup.frame.text.ProseField(blank=True)),
                ('lead_may', joinedup.frame.text.ProseField(blank=True)),
                ('priority', models.CharField(choices=[('top', 'top priority'), ('normal', 'priority'), ('not_now', 'not now')], default='normal', max_length=7)),
                ('wording', models.PositiveSmallIntegerField(default=1)),
                ('visibility', joinedup.frame.visibility.VisibilityField(choices=[('draft', 'Draft: only those who are writing it'), ('partners', 'Partners: members of the partnership'), ('public', 'Public: everybody, once the partnership is published')], default='draft', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads_outcomes', to='partners.person')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='partners.partnership')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='partners.place')),
            ],
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('indicator', editable=False, max_length=40, unique=True)),
                ('name', joinedup.frame.text.LineField(max_length=200)),
                ('definition', joinedup.frame.text.ProseField(blank=True)),
                ('unit', joinedup.frame.text.LineField(blank=True, max_length=40)),
                ('per', models.PositiveIntegerField(default=1)),
                ('better', models.CharField(blank=True, choices=[('higher', 'higher is better'), ('lower', 'lower is better'), ('neither', 'neither is better')], max_length=7)),
                ('level', models.CharField(choices=[('input', 'what is put in'), ('activity', 'what is done'), ('output', 'what comes out'), ('outcome', 'what changes for people')], default='outcome', max_length=8)),
                ('is_experience', models.BooleanField(default=False)),
                ('rhythm', models.CharField(choices=[('week', 'every week'), ('month', 'every month'), ('quarter', 'every quarter'), ('year', 'every year')], default='month', max_length=7)),
                ('source', joinedup.frame.text.LineField(blank=True, max_length=200)),
                ('source_url', models.URLField(blank=True)),
                ('baseline', models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ('baseline_on', models.DateField(null=True)),
                ('target', models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ('target_on', models.DateField(null=True)),
                ('judged_by', joinedup.frame.text.ProseField(blank=True)),
                ('ruleset', models.CharField(choices=[('nhsr-0.2.2', 'NHS R plot the dots 0.2.2'), ('mdc-2023', 'Making Data Count 2023')], default='nhsr-0.2.2', max_length=10)),
                ('run_length', models.PositiveSmallIntegerField(default=7)),
                ('screens_outliers', models.BooleanField(default=True)),
                ('limits_from', models.PositiveSmallIntegerField(null=True)),
                ('visibility', joinedup.frame.visibility.VisibilityField(choices=[('draft', 'Draft: only those who are writing it'), ('partners', 'Partners: members of the partnership'), ('public', 'Public: everybody, once the partnership is published')], default='draft', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('latest_on', models.DateField(editable=False, null=True)),
                ('latest_value', models.DecimalField(decimal_places=6, editable=False, max_digits=20, null=True)),
                ('verdict', models.CharField(default='no_data', editable=False, max_length=12)),
                ('moved_on', models.DateField(editable=False, null=True)),
                ('ended_on', models.DateField(editable=False, null=True)),
                ('turned_on', models.DateField(editable=False, null=True)),
                ('lasting', models.BooleanField(default=False, editable=False)),
                ('is_trial', models.BooleanField(default=False, editable=False)),
                ('figures', models.PositiveIntegerField(default=0, editable=False)),
                ('variation', models.CharField(blank=True, editable=False, max_length=13)),
                ('assurance', models.CharField(blank=True, editable=False, max_length=15)),
                ('picture', models.TextField(blank=True, editable=False)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='partners.partnership')),
                ('steward', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stewards', to='partners.organisation')),
                ('outcome', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='outcomes.outcome')),
            ],
        ),
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('reason', joinedup.frame.text.LineField(max_length=200)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='outcomes.indicator')),
            ],
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('problem', editable=False, max_length=40, unique=True)),
                ('name', joinedup.frame.text.LineField(max_length=200)),
                ('statement', joinedup.frame.text.ProseField(blank=True)),
                ('wording', models.PositiveSmallIntegerField(default=1)),
                ('visibility', joinedup.frame.visibility.VisibilityField(choices=[('draft', 'Draft: only those who are writing it'), ('partners', 'Partners: members of the partnership'), ('public', 'Public: everybody, once the partnership is published')], default='draft', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='partners.partnership')),
            ],
        ),
        migrations.AddField(
            model_name='outcome',
            name='problem',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='outcomes.problem'),
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('signal', models.CharField(max_length=17)),
                ('point_class', models.CharField(max_length=13)),
                ('ruleset', models.CharField(choices=[('nhsr-0.2.2', 'NHS R plot the dots 0.2.2'), ('mdc-2023', 'Making Data Count 2023')], max_length=10)),
                ('run_length', models.PositiveSmallIntegerField()),
                ('screened', models.BooleanField()),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signals', to='outcomes.indicator')),
            ],
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wording', models.PositiveSmallIntegerField()),
                ('stance', models.CharField(choices=[('agrees', 'agrees'), ('with_words', 'agrees, with words of its own'), ('disagrees', 'does not agree')], max_length=10)),
                ('words', joinedup.frame.text.ProseField(blank=True)),
                ('signed_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='partners.organisation')),
                ('outcome', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='outcomes.outcome')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.person')),
                ('problem', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='outcomes.problem')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('step', editable=False, max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('input', 'input: what is put in'), ('activity', 'activity: what is done'), ('output', 'output: what comes out')], max_length=8)),
                ('name', joinedup.frame.text.LineField(max_length=200)),
                ('visibility', joinedup.frame.visibility.VisibilityField(choices=[('draft', 'Draft: only those who are writing it'), ('partners', 'Partners: members of the partnership'), ('public', 'Public: everybody, once the partnership is published')], default='draft', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='partners.organisation')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='partners.partnership')),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assumption', joinedup.frame.text.ProseField(blank=True)),
                ('evidence', joinedup.frame.text.ProseField(blank=True)),
                ('outcome', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rests_on', to='outcomes.outcome')),
                ('lower', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leads_to', to='outcomes.step')),
                ('step', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rests_on', to='outcomes.step')),
            ],
        ),
        migrations.CreateModel(
            name='Measurement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('value', models.DecimalField(decimal_places=6, max_digits=20)),
                ('numerator', models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ('denominator', models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ('provenance', joinedup.frame.text.LineField(blank=True, max_length=200)),
                ('revision', models.PositiveSmallIntegerField(default=1)),
                ('is_current', models.BooleanField(default=True)),
                ('recorded_at', models.DateTimeField()),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='outcomes.indicator')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gt', models.F('from_on'))), name='measurement_period'), models.CheckConstraint(condition=models.Q(('denominator__isnull', True), ('denominator__gt', 0), _connector='OR'), name='measurement_denominator_positive'), models.UniqueConstraint(fields=('indicator', 'from_on', 'revision'), name='measurement_revision_once'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('indicator', 'from_on'), name='measurement_current_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('run_length__in', [6, 7])), name='indicator_run_length'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('per__gte', 1)), name='indicator_per_positive'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('limits_from__isnull', True), ('limits_from__gte', 12), _connector='OR'), name='indicator_limits_from_twelve'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.UniqueConstraint(fields=('indicator', 'starts_on'), name='phase_once'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.UniqueConstraint(fields=('indicator', 'from_on'), name='signal_once'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome__isnull', True), ('problem__isnull', False)), models.Q(('outcome__isnull', False), ('problem__isnull', True)), _connector='OR'), name='sign_off_on_one_text'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(('stance', 'agrees'), models.Q(('words', ''), _negated=True), _connector='OR'), name='sign_off_dissent_in_words'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(fields=('problem', 'organisation', 'wording'), name='problem_signed_once'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(fields=('outcome', 'organisation', 'wording'), name='outcome_signed_once'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome__isnull', True), ('step__isnull', False)), models.Q(('outcome__isnull', False), ('step__isnull', True)), _connector='OR'), name='link_leads_to_one'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('lower', models.F('step')), _negated=True), name='link_not_to_itself'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(fields=('lower', 'step'), name='link_to_step_once'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(fields=('lower', 'outcome'), name='link_to_outcome_once'),
        ),
    ]
