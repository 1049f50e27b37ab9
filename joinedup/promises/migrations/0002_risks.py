import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import joinedup.frame.references
import joinedup.frame.salts
import joinedup.frame.text
import joinedup.frame.visibility
from joinedup.frame.insert_only import insert_only


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0001_initial'),
        ('partners', '0001_initial'),
        ('promises', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Risk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('risk', editable=False, max_length=40, unique=True)),
                ('name', joinedup.frame.text.LineField(max_length=200)),
                ('cause', joinedup.frame.text.ProseField(blank=True)),
                ('effect', joinedup.frame.text.ProseField(blank=True)),
                ('likelihood', models.PositiveSmallIntegerField(choices=[(1, 'rare'), (2, 'unlikely'), (3, 'possible'), (4, 'likely'), (5, 'almost certain')], null=True)),
                ('impact', models.PositiveSmallIntegerField(choices=[(1, 'slight'), (2, 'minor'), (3, 'moderate'), (4, 'serious'), (5, 'severe')], null=True)),
                ('review_on', models.DateField(null=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('happened', 'has happened'), ('closed', 'closed')], default='open', max_length=8)),
                ('visibility', joinedup.frame.visibility.VisibilityField(choices=[('draft', 'Draft: only those who are writing it'), ('partners', 'Partners: members of the partnership'), ('public', 'Public: everybody, once the partnership is published')], default='draft', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('mitigations', models.ManyToManyField(related_name='risks', to='promises.commitment')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='partners.organisation')),
                ('outcomes', models.ManyToManyField(related_name='risks', to='outcomes.outcome')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='partners.person')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='partners.partnership')),
            ],
        ),
        migrations.CreateModel(
            name='RiskReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('likelihood', models.PositiveSmallIntegerField(choices=[(1, 'rare'), (2, 'unlikely'), (3, 'possible'), (4, 'likely'), (5, 'almost certain')], null=True)),
                ('impact', models.PositiveSmallIntegerField(choices=[(1, 'slight'), (2, 'minor'), (3, 'moderate'), (4, 'serious'), (5, 'severe')], null=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('happened', 'has happened'), ('closed', 'closed')], default='open', max_length=8)),
                ('words', joinedup.frame.text.ProseField(blank=True)),
                ('review_on', models.DateField(null=True)),
                ('reviewed_at', models.DateTimeField()),
                ('post', joinedup.frame.text.LineField(blank=True, max_length=200)),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('risk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='promises.risk')),
            ],
        ),
        migrations.AddConstraint(
            model_name='risk',
            constraint=models.CheckConstraint(condition=models.Q(('likelihood__isnull', True), models.Q(('likelihood__gte', 1), ('likelihood__lte', 5)), _connector='OR'), name='risk_likelihood_one_to_five'),
        ),
        migrations.AddConstraint(
            model_name='risk',
            constraint=models.CheckConstraint(condition=models.Q(('impact__isnull', True), models.Q(('impact__gte', 1), ('impact__lte', 5)), _connector='OR'), name='risk_impact_one_to_five'),
        ),
        migrations.AddConstraint(
            model_name='risk',
            constraint=models.CheckConstraint(condition=models.Q(('visibility', 'draft'), models.Q(('impact__isnull', False), ('likelihood__isnull', False), ('organisation__isnull', False), ('review_on__isnull', False)), _connector='OR'), name='risk_complete_once_shared'),
        ),
        insert_only("promises_riskreview"),
    ]
