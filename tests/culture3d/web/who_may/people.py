"""Names everybody of the test of tenants, by what they are of the organisation “harbour”."""

# Of no firm, and of another one.
STRANGERS = ("anonymous", "respondent")
OUTSIDERS = ("administrator", "other consultant", "other leader", "nobody in particular")
INSIDERS = ("consultant", "leader", "leader of a unit", "coordinator", "observer")

SEE = frozenset(INSIDERS)
READ = frozenset({"consultant", "leader"})
CLOSE = ARRANGE = MODERATE = frozenset({"consultant"})
LIST = frozenset({"consultant", "coordinator"})
AUDIT = frozenset({"consultant", "coordinator", "observer"})
ADMINISTER = frozenset({"administrator"})
