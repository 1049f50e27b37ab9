from django.urls import path

from joinedup.frame.references import address_part
from joinedup.voice.views import answers, felt, replies, themes

address_part("conversation")
address_part("statement")
address_part("theme")
address_part("submission")
address_part("reply")

urlpatterns = [
    path("<conversation:reference>/submit/", themes.submit, name="submit"),
    path("<conversation:reference>/themes/", themes.themes, name="themes"),
    path("<conversation:reference>/answers/", answers.answers, name="answers"),
    path("<conversation:reference>/decided/", replies.decided, name="decided"),
    path("<conversation:reference>/conclude/", answers.conclude, name="conclude"),
    path("<conversation:reference>/felt/", felt.felt, name="felt"),
    path("<statement:reference>/answer/", replies.answer_statement, name="answer-statement"),
    path("<theme:reference>/", themes.theme, name="theme"),
    path("<theme:reference>/edit/", themes.edit, name="edit-theme"),
    path("<theme:reference>/answer/", replies.answer_theme, name="answer-theme"),
    path("<submission:reference>/", themes.submission, name="submission"),
    path("<submission:reference>/answer/", replies.answer_submission, name="answer-submission"),
    path("<reply:reference>/", replies.reply, name="reply"),
    path("<reply:reference>/came-of/", replies.say_what_came, name="say-what-came"),
    path("stop-answers/<path:signed>/", felt.stop_answers, name="stop-answers"),
]
