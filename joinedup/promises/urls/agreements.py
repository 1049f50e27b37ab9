"""Addresses of agreements, their clauses, parties, versions and comments."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.promises.views import agreements, clauses, parties, versions

address_part("agreement")
address_part("clause")
address_part("party")
address_part("version")
address_part("comment")

urlpatterns = [
    path("<partnership:reference>/agreements/", agreements.agreements, name="agreements"),
    path("<partnership:reference>/agreements/new/", agreements.draft, name="draft-agreement"),
    path("<agreement:reference>/", agreements.agreement, name="agreement"),
    path("<agreement:reference>/next/", agreements.next_version, name="next-version"),
    path("<agreement:reference>/edit/", agreements.edit, name="edit-agreement"),
    path("<agreement:reference>/share/", agreements.share, name="share-agreement"),
    path("<agreement:reference>/review/", agreements.review, name="review-agreement"),
    path("<agreement:reference>/end/", agreements.end, name="end-agreement"),
    path("<agreement:reference>/clauses/new/", clauses.add, name="add-clause"),
    path("<clause:reference>/", clauses.clause, name="clause"),
    path("<clause:reference>/edit/", clauses.edit, name="edit-clause"),
    path("<clause:reference>/move/", clauses.move, name="move-clause"),
    path("<clause:reference>/remove/", clauses.remove, name="remove-clause"),
    path("<clause:reference>/comment/", clauses.comment, name="comment-on-clause"),
    path("<comment:reference>/", clauses.comment_of, name="comment"),
    path("<comment:reference>/settle/", clauses.settle, name="settle-comment"),
    path("<agreement:reference>/parties/", parties.parties, name="parties"),
    path("<agreement:reference>/parties/new/", parties.add, name="add-party"),
    path("<party:reference>/", parties.party, name="party"),
    path("<party:reference>/edit/", parties.edit, name="edit-party"),
    path("<party:reference>/leave/", parties.leave, name="leave-agreement"),
    path("<agreement:reference>/versions/", versions.versions, name="versions"),
    path("<agreement:reference>/versions/keep/", versions.keep, name="keep-version"),
    path("<version:reference>/", versions.version, name="version"),
    path("<version:reference>/text/", versions.exact_text, name="version-text"),
    path("<agreement:reference>/compare/", versions.compare, name="compare-versions"),
]
