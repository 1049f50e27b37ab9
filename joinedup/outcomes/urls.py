from django.urls import path

from joinedup.frame.references import address_part
from joinedup.outcomes.views import estimates, ladder, measures, movements, outcomes, problems, remits, writing

for kind in ("partnership", "problem", "outcome", "step", "indicator", "contribution", "pitfall", "body", "remit"):
    address_part(kind)

urlpatterns = [
    path("<partnership:reference>/problems/new/", problems.state_problem, name="state-problem"),
    path("<problem:reference>/", problems.problem, name="problem"),
    path("<problem:reference>/edit/", problems.edit_problem, name="edit-problem"),
    path("<problem:reference>/sign/", problems.sign_problem, name="sign-problem"),
    path("<problem:reference>/share/", problems.share_problem, name="share-problem"),
    path("<partnership:reference>/outcomes/", outcomes.outcomes, name="outcomes"),
    path("<partnership:reference>/outcomes/new/", outcomes.set_outcome, name="set-outcome"),
    path("<outcome:reference>/", outcomes.outcome, name="outcome"),
    path("<outcome:reference>/edit/", outcomes.edit_outcome, name="edit-outcome"),
    path("<outcome:reference>/lead/", outcomes.name_lead, name="name-lead-of-outcome"),
    path("<outcome:reference>/sign/", outcomes.sign_outcome, name="sign-outcome"),
    path("<outcome:reference>/share/", outcomes.share_outcome, name="share-outcome"),
    path("<partnership:reference>/steps/new/", ladder.add_step, name="add-step"),
    path("<step:reference>/", ladder.step, name="step"),
    path("<step:reference>/edit/", ladder.edit_step, name="edit-step"),
    path("<step:reference>/link/", ladder.link, name="link-step"),
    path("<step:reference>/share/", ladder.share_step, name="share-step"),
    path("<partnership:reference>/measures/", measures.indicators, name="measures"),
    path("<partnership:reference>/movements/", movements.movements_of_partnership, name="movements"),
    path("<outcome:reference>/movements/", movements.movements_of_outcome, name="movements-of-outcome"),
    path("<partnership:reference>/measures/new/", measures.define_indicator, name="define-measure"),
    path("<indicator:reference>/", measures.indicator, name="indicator"),
    path("<indicator:reference>/edit/", measures.edit_indicator, name="edit-measure"),
    path("<indicator:reference>/figures/", measures.record_figure, name="record-figure"),
    path("<indicator:reference>/figures.csv", measures.figures_csv, name="figures-csv"),
    path("<indicator:reference>/elsewhere/", estimates.elsewhere, name="elsewhere"),
    path("<indicator:reference>/phases/", measures.start_phase, name="start-phase"),
    path("<indicator:reference>/share/", measures.share_indicator, name="share-measure"),
    path("<partnership:reference>/remits/", remits.remits, name="remits"),
    path("<body:reference>/remits/new/", remits.take_on, name="take-on"),
    path("<remit:reference>/give-up/", remits.give_up, name="give-up"),
    path("<outcome:reference>/writing/", writing.record_outcome_contribution, name="record-outcome-contribution"),
    path("<indicator:reference>/writing/", writing.record_target_contribution, name="record-target-contribution"),
    path("<contribution:reference>/", writing.contribution, name="contribution"),
    path("<contribution:reference>/edit/", writing.edit_contribution, name="edit-contribution"),
    path("<contribution:reference>/pitfalls/", writing.raise_pitfall, name="raise-pitfall"),
    path("<pitfall:reference>/reply/", writing.reply, name="reply-to-pitfall"),
]
