"""Addresses of what is said and voted in a conversation."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.voice.views import saying, statements, voting

address_part("conversation")
address_part("statement")

urlpatterns = [
    path("<conversation:reference>/vote/", voting.vote, name="vote"),
    path("<conversation:reference>/say/", saying.say, name="say"),
    path("<conversation:reference>/seed/", saying.seed, name="seed-statements"),
    path("<conversation:reference>/statements/", statements.statements, name="statements"),
    path("<statement:reference>/", voting.statement, name="statement"),
    path("<statement:reference>/take-back/", saying.take_back, name="take-back-statement"),
]
