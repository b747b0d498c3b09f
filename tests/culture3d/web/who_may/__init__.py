"""Says of every page who may see it: one table per room, joined here for the test of tenants."""

from tests.culture3d.web.who_may import (
    administration,
    comments,
    designer,
    documents,
    messages,
    organisations,
    people_of_waves,
    plans,
    reports,
    results,
    trustees,
    workspace,
)

# Page -> method, address, who may, and what they get. Refused comes before allowed, so that nothing moves.
TABLE = {
    **administration.TABLE,
    **comments.TABLE,
    **designer.TABLE,
    **documents.TABLE,
    **organisations.TABLE,
    **people_of_waves.TABLE,
    **plans.TABLE,
    **reports.TABLE,
    **messages.TABLE,
    **results.TABLE,
    **trustees.TABLE,
    **workspace.TABLE,
}
