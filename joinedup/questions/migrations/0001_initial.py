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
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', joinedup.frame.references.ReferenceField('question', editable=False, max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('finding', 'public answer to something to settle'), ('question', 'question'), ('report', 'report of something wrong')], max_length=8)),
                ('state', models.CharField(choices=[('received', 'received: being checked before it is published'), ('open', 'waiting for an answer'), ('answered', 'answered'), ('declined', 'not published')], default='received', max_length=8)),
                ('about', models.CharField(db_index=True, max_length=60)),
                ('finding_key', models.CharField(blank=True, max_length=40)),
                ('words', joinedup.frame.text.ProseField()),
                ('asked_at', models.DateTimeField()),
                ('asker_email', models.EmailField(blank=True, max_length=254)),
                ('asked_from', models.CharField(blank=True, max_length=64)),
                ('due_on', models.DateField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', joinedup.frame.text.ProseField(blank=True)),
                ('answer', joinedup.frame.text.ProseField(blank=True)),
                ('mend_by', models.DateField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answering_post', joinedup.frame.text.LineField(blank=True, max_length=200)),
                ('visibility', joinedup.frame.visibility.VisibilityField(choices=[('draft', 'Draft: only those who are writing it'), ('partners', 'Partners: members of the partnership'), ('public', 'Public: everybody, once the partnership is published')], default='draft', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('salt', joinedup.frame.salts.SaltField(default=joinedup.frame.salts.new_salt, editable=False, max_length=32)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='partners.person')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.person')),
                ('of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked_of', to='partners.organisation')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='partners.partnership')),
            ],
            options={
                'indexes': [models.Index(fields=['partnership', 'state', 'due_on'], name='question_desk')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('finding_key', ''), _negated=True), fields=('partnership', 'finding_key'), name='finding_answered_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='question_answered_in_words'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='question_declined_with_reason')],
            },
        ),
    ]
