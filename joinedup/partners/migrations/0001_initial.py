import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import joinedup.frame.references
import joinedup.frame.salts
import joinedup.frame.text


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('person', editable=False, max_length=40, unique=True)),
                ('name', joinedup.frame.text.LineField(max_length=200)),
                ('consents_to_name', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('reference', joinedup.frame.references.ReferenceField('account', editable=False, max_length=40, unique=True)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('is_active', models.BooleanField(default=True)),
                ('is_administrator', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('person', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='account', to='partners.person')),
            ],
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('place', editable=False, max_length=40, unique=True)),
                ('name', joinedup.frame.text.LineField(max_length=200)),
                ('kind', models.CharField(choices=[('nation', 'nation'), ('region', 'region'), ('county', 'county'), ('city', 'city or district'), ('area', 'area'), ('neighbourhood', 'neighbourhood')], max_length=14)),
                ('lineage', models.CharField(db_index=True, editable=False, max_length=1000)),
                ('gss_code', models.CharField(max_length=9, null=True, unique=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('within', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='partners.place')),
            ],
        ),
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('partnership', editable=False, max_length=40, unique=True)),
                ('name', joinedup.frame.text.LineField(max_length=200)),
                ('purpose', joinedup.frame.text.ProseField(blank=True)),
                ('stage', models.CharField(choices=[('preparation', 'In preparation: members only'), ('preview', 'Preview: partners check their entries'), ('published', 'Published')], default='preparation', max_length=11)),
                ('correct_by', models.DateField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('names_senior_posts', models.BooleanField(default=False)),
                ('takes_questions', models.BooleanField(default=True)),
                ('days_to_answer', models.PositiveSmallIntegerField(default=20)),
                ('questions_a_day', models.PositiveSmallIntegerField(default=50)),
                ('most_top_priorities', models.PositiveSmallIntegerField(default=5)),
                ('periods_without_figure', models.PositiveSmallIntegerField(default=2)),
                ('days_without_news', models.PositiveSmallIntegerField(default=90)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('convenor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='convenes', to='partners.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to='partners.place')),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('organisation', editable=False, max_length=40, unique=True)),
                ('name', joinedup.frame.text.LineField(max_length=200)),
                ('look', models.CharField(editable=False, max_length=200, unique=True)),
                ('sector', models.CharField(choices=[('council', 'council'), ('health', 'health'), ('police', 'police and safety'), ('education', 'education'), ('charity', 'charity'), ('community', 'community group'), ('business', 'business'), ('government', 'national government')], max_length=10)),
                ('org_id', models.CharField(max_length=60, null=True, unique=True)),
                ('website', models.URLField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='partners.place')),
            ],
        ),
        migrations.CreateModel(
            name='PostcodeArea',
            fields=[
                ('beginning', models.CharField(max_length=8, primary_key=True, serialize=False)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postcode_areas', to='partners.place')),
            ],
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('delivers', 'delivers'), ('funds', 'funds'), ('advises', 'advises'), ('speaks', 'speaks for residents')], default='delivers', max_length=8)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='partners.organisation')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='partners.partnership')),
            ],
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('code', joinedup.frame.text.LineField(max_length=60)),
                ('reference', models.CharField(max_length=40)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='partners.partnership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partnership', 'kind', 'code'), name='alias_once'), models.UniqueConstraint(fields=('partnership', 'reference'), name='alias_one_a_noun')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', joinedup.frame.text.LineField(max_length=200)),
                ('is_senior', models.BooleanField(default=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='partners.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='partners.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='membership_ends_after_start'), models.UniqueConstraint(fields=('person', 'organisation', 'post', 'from_on'), name='membership_once')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('invitation', editable=False, max_length=40, unique=True)),
                ('email', models.EmailField(max_length=254)),
                ('sent_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='partners.partnership')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='partners.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('person',), name='invitation_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=40, unique=True)),
                ('reason', joinedup.frame.text.ProseField()),
                ('ground', joinedup.frame.text.LineField(max_length=200)),
                ('decided_on', models.DateField()),
                ('review_on', models.DateField()),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='partners.partnership')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('review_on__gt', models.F('decided_on'))), name='exemption_reviewed_later')],
            },
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='account_email_once'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('within', models.F('id')), _negated=True), name='place_not_within_itself'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('within', 'name'), name='place_name_once'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('within', None)), fields=('name',), name='place_name_once_at_the_top'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='partnership_published_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.UniqueConstraint(fields=('place', 'name'), name='partnership_name_once'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='standing_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('partnership', 'organisation'), name='standing_once'),
        ),
    ]
