"""Describes the invented clients: what they do, how they are built, and where their culture moves."""

from collections.abc import Mapping
from dataclasses import dataclass

from culture3d.services.contacts import Contact

FIRM = "Aldermoor Consulting"


@dataclass(frozen=True)
class Team:
    """A unit of the second level: `invited` people, and how far its answers lie from the others'."""

    code: str
    label: str
    invited: int
    leaning: float = 0.0


@dataclass(frozen=True)
class Department:
    """A unit of the first level."""

    code: str
    label: str
    teams: tuple[Team, ...]


@dataclass(frozen=True)
class Client:
    """An organisation.

    start  facet -> where the first wave lies from the middle of the scale, in scale points; 0 where not named
    moves  facet -> how far it has moved by the third wave, in scale points
    """

    slug: str
    name: str
    industry: str
    language: str
    accent: str
    contact: Contact
    waves: tuple[str, str, str, str]
    departments: tuple[Department, ...]
    leaders: int
    customers: int
    level: float
    start: Mapping[str, float]
    moves: Mapping[str, float]

    @property
    def teams(self) -> tuple[Team, ...]:
        """Every team, in reading order."""
        return tuple(team for department in self.departments for team in department.teams)


CLIENTS = (
    Client(
        slug="nordhafen-logistik",
        name="Nordhafen Logistik",
        industry="Seehafenspedition",
        language="de",
        accent="#1c5aa6",
        contact=Contact("Wiebke Harms (Personal)", "befragung@nordhafen.example", "+49 40 66969 134"),
        waves=("Frühjahr 2025", "Herbst 2025", "Frühjahr 2026", "Herbst 2026"),
        departments=(
            Department(
                "BET",
                "Betrieb",
                (
                    Team("UMS", "Umschlag", 78, -0.20),
                    Team("LAG", "Lager", 61, -0.10),
                    Team("FUH", "Fuhrpark", 42, 0.05),
                ),
            ),
            Department(
                "VER",
                "Vertrieb und Kundendienst",
                (
                    Team("AUS", "Außendienst", 33, 0.30),
                    Team("KUN", "Kundendienst", 47, 0.25),
                    Team("SON", "Sonderfahrten", 5, 0.10),
                ),
            ),
            Department(
                "VWL",
                "Verwaltung",
                (Team("FIN", "Finanzen", 24, -0.05), Team("PER", "Personal", 15, 0.10)),
            ),
        ),
        leaders=16,
        customers=74,
        level=0.30,
        start={
            "information_flow": -0.55,
            "joint_problem_solving": 0.40,
            "common_goals": -0.35,
            "internal_service": 0.10,
            "freedom_to_act": -0.60,
            "voice": -0.20,
            "means_and_support": 0.35,
            "insight": -0.45,
            "looking_ahead": -0.20,
            "partnership": 0.05,
            "promises": 0.65,
        },
        moves={
            "information_flow": 0.85,
            "joint_problem_solving": 0.35,
            "common_goals": 0.55,
            "internal_service": 0.15,
            "freedom_to_act": 0.45,
            "voice": 0.20,
            "means_and_support": -0.45,
            "partnership": -0.30,
            "promises": 0.15,
        },
    ),
    Client(
        slug="bellweather-mutual",
        name="Bellweather Mutual",
        industry="Insurance",
        language="en",
        accent="#0b7568",
        contact=Contact("Priya Nair (People team)", "survey@bellweather.example", "+44 20 7946 0134"),
        waves=("Spring 2025", "Autumn 2025", "Spring 2026", "Autumn 2026"),
        departments=(
            Department(
                "CLA",
                "Claims",
                (
                    Team("MOT", "Motor claims", 64, -0.05),
                    Team("HOM", "Home claims", 52, 0.10),
                    Team("COM", "Complex claims", 23, -0.25),
                ),
            ),
            Department(
                "MEM",
                "Member services",
                (Team("PHO", "Telephone", 71, 0.20), Team("ONL", "Online", 38, 0.30)),
            ),
            Department(
                "PRD",
                "Products and pricing",
                (Team("ACT", "Actuarial", 27, -0.30), Team("UND", "Underwriting", 44, -0.10)),
            ),
            Department(
                "COR",
                "Corporate functions",
                (
                    Team("TEC", "Technology", 58, 0.00),
                    Team("PEO", "People", 15, 0.15),
                    Team("LEG", "Legal", 5, -0.10),
                ),
            ),
        ),
        leaders=21,
        customers=96,
        level=0.35,
        start={
            "information_flow": 0.30,
            "common_goals": -0.60,
            "internal_service": 0.25,
            "freedom_to_act": 0.35,
            "voice": -0.15,
            "means_and_support": -0.40,
            "insight": 0.55,
            "looking_ahead": 0.15,
            "partnership": 0.20,
            "promises": 0.40,
        },
        moves={
            "common_goals": 0.20,
            "joint_problem_solving": 0.30,
            "insight": -0.75,
            "partnership": -0.65,
            "promises": -0.20,
            "voice": 0.60,
            "freedom_to_act": 0.25,
        },
    ),
    Client(
        slug="fernhollow-outdoor",
        name="Fernhollow Outdoor",
        industry="Retail",
        language="en",
        accent="#b8500b",
        contact=Contact("Tom Adeyemi (HR)", "survey@fernhollow.example", "+1 206 555 0134"),
        waves=("Year 1", "Year 2", "Year 3", "Year 4"),
        departments=(
            Department(
                "SHO",
                "Shops",
                (
                    Team("NOR", "North", 36, 0.15),
                    Team("MID", "Midlands", 41, 0.05),
                    Team("SOU", "South", 39, 0.00),
                ),
            ),
            Department(
                "DIR",
                "Direct",
                (Team("WEB", "Web shop", 22, 0.10), Team("CAR", "Customer care", 28, 0.35)),
            ),
            Department(
                "SUP",
                "Supply",
                (
                    Team("BUY", "Buying", 19, -0.25),
                    Team("WAR", "Warehouse", 33, -0.20),
                    Team("REP", "Repairs", 5, 0.40),
                ),
            ),
        ),
        leaders=12,
        customers=58,
        level=0.40,
        start={
            "information_flow": 0.25,
            "joint_problem_solving": -0.35,
            "common_goals": 0.10,
            "internal_service": -0.20,
            "freedom_to_act": -0.45,
            "means_and_support": -0.50,
            "voice": -0.25,
            "insight": 0.65,
            "looking_ahead": -0.10,
            "partnership": 0.45,
            "promises": 0.30,
        },
        moves={
            "freedom_to_act": 1.00,
            "means_and_support": 0.75,
            "voice": 0.60,
            "promises": 0.35,
            "information_flow": -0.40,
        },
    ),
)
