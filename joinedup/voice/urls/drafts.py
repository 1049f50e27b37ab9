from django.urls import path

from joinedup.frame.references import address_part
from joinedup.voice.views import annotations, drafts

for kind in ("conversation", "draft", "wording", "annotation"):
    address_part(kind)

urlpatterns = [
    path("<conversation:reference>/drafts/new/", drafts.start, name="start-draft"),
    path("<draft:reference>/", drafts.draft, name="draft"),
    path("<draft:reference>/history/", drafts.history, name="draft-history"),
    path("<draft:reference>/write/", drafts.write, name="write-draft"),
    path("<draft:reference>/annotate/", annotations.annotate, name="annotate-draft"),
    path("<draft:reference>/protect/", drafts.protect, name="protect-draft"),
    path("<draft:reference>/reopen/", drafts.reopen, name="reopen-draft"),
    path("<draft:reference>/finish/", drafts.finish, name="finish-draft"),
    path("<wording:reference>/", drafts.wording, name="wording"),
    path("<wording:reference>/put-back/", drafts.put_back, name="put-back-wording"),
    path("<annotation:reference>/", annotations.annotation, name="annotation"),
    path("<annotation:reference>/settle/", annotations.settle, name="settle-annotation"),
    path("<annotation:reference>/agree/", annotations.agree, name="agree-annotation"),
    path("<annotation:reference>/take-back/", annotations.take_back, name="take-back-annotation"),
]
