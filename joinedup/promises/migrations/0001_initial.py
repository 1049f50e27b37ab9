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
        ('outcomes', '0001_initial'),
        ('partners', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('promise', editable=False, max_length=40, unique=True)),
                ('lead_may', joinedup.frame.text.ProseField(blank=True)),
                ('output', joinedup.frame.text.LineField(max_length=200)),
                ('detail', joinedup.frame.text.ProseField(blank=True)),
                ('starts_on', models.DateField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('first_due_on', models.DateField(editable=False, null=True)),
                ('state', models.CharField(choices=[('on_track', 'on track'), ('late', 'late, with a new date'), ('kept', 'kept'), ('not_done', 'will not be done, because …')], default='on_track', max_length=8)),
                ('heard_on', models.DateField(editable=False, null=True)),
                ('visibility', joinedup.frame.visibility.VisibilityField(choices=[('draft', 'Draft: only those who are writing it'), ('partners', 'Partners: members of the partnership'), ('public', 'Public: everybody, once the partnership is published')], default='draft', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='partners.person')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='partners.organisation')),
                ('outcomes', models.ManyToManyField(related_name='commitments', to='outcomes.outcome')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='partners.partnership')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='partners.place')),
            ],
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('part', editable=False, max_length=40, unique=True)),
                ('what', joinedup.frame.text.LineField(max_length=200)),
                ('role', models.CharField(choices=[('leads', 'leads'), ('delivers', 'delivers'), ('funds', 'funds'), ('advises', 'advises'), ('informed', 'is kept informed')], default='delivers', max_length=8)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='promises.commitment')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='partners.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ProgressReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('report', editable=False, max_length=40, unique=True)),
                ('state', models.CharField(choices=[('on_track', 'on track'), ('late', 'late, with a new date'), ('kept', 'kept'), ('not_done', 'will not be done, because …')], max_length=8)),
                ('words', joinedup.frame.text.ProseField(blank=True)),
                ('new_due_on', models.DateField(null=True)),
                ('evidence', joinedup.frame.text.LineField(blank=True, max_length=200)),
                ('evidence_url', models.URLField(blank=True)),
                ('reported_at', models.DateTimeField()),
                ('post', joinedup.frame.text.LineField(blank=True, max_length=200)),
                ('on_behalf', models.BooleanField(default=False)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='promises.commitment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.person')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('due_on__isnull', True), ('due_on__gte', models.F('starts_on')), _connector='OR'), name='promise_due_after_start'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('visibility', 'draft'), models.Q(('due_on__isnull', False), ('organisation__isnull', False)), _connector='OR'), name='promise_complete_once_shared'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.UniqueConstraint(fields=('commitment', 'what', 'organisation', 'role'), name='part_once'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation', None)), fields=('commitment', 'what', 'role'), name='part_without_body_once'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'late'), _negated=True), ('new_due_on__isnull', False), _connector='OR'), name='report_late_with_new_date'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_done'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='report_not_done_because'),
        ),
    ]
