"""Addresses of moderation: the queue, the log, protection, moves, appeals, reports and bursts."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.voice.views import appeals, bursts, moderation, reporting

address_part("conversation")
address_part("statement")
address_part("move")
address_part("appeal")
address_part("annotation")
address_part("submission")

urlpatterns = [
    path("<conversation:reference>/moderate/", moderation.moderate, name="moderate"),
    path("<conversation:reference>/moves/", moderation.moves, name="moves"),
    path("<conversation:reference>/protect/", moderation.protect, name="protect-conversation"),
    path("<conversation:reference>/reopen/", moderation.reopen, name="reopen-conversation"),
    path("<conversation:reference>/bursts/", bursts.bursts, name="bursts"),
    path("<conversation:reference>/bursts/<int:burst>/", bursts.burst, name="settle-burst"),
    path("<statement:reference>/report/", reporting.report_statement, name="report-statement"),
    path("<submission:reference>/report/", reporting.report_submission, name="report-submission"),
    path("<annotation:reference>/report/", reporting.report_annotation, name="report-annotation"),
    path("<annotation:reference>/hide/", moderation.hide_note, name="hide-annotation"),
    path("<move:reference>/", moderation.move, name="move"),
    path("<move:reference>/take-back/", moderation.take_back, name="take-back-move"),
    path("<move:reference>/appeal/", appeals.appeal, name="appeal-against-move"),
    path("<appeal:reference>/", appeals.one_appeal, name="appeal"),
    path("<appeal:reference>/decide/", appeals.decide, name="decide-appeal"),
]
