"""The catalogue of the simulated TextVerified: services with prices and stock.

Names follow the vendor's style (lowercase, no spaces). Prices are invented, in account credits, and so are the
surcharges for an area code or carrier (unclear upstream). Like the real supplier, it also sells services that a
responsible reseller must deny.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

STOCK_SHOWN_AT_MOST = 9000  # documented: "9000 or more"
AREA_CODE_SURCHARGE = Decimal("0.15")
CARRIER_SURCHARGE = Decimal("0.20")
NOT_LISTED, NOT_LISTED_VOICE, ALL_SERVICES = "servicenotlisted", "servicenotlistedvoice", "allservices"

# label=price, grouped by purpose; the name is the label in lowercase without spaces.
PRICES = """
    Discord=0.75 WhatsApp=1.25 Telegram=1.50 Signal=1.00 Viber=0.60 WeChat=1.75 LINE=0.70 KakaoTalk=0.80
    Skype=0.50 Snapchat=0.65 Instagram=0.85 Facebook=0.90 Threads=0.80 Twitter=0.75 TikTok=0.70 Reddit=0.50
    Pinterest=0.40 LinkedIn=1.10 Tumblr=0.35 Bumble=1.20 Tinder=1.35 Hinge=1.40 Badoo=0.60 Grindr=0.70
    Google=1.00 YouTube=1.00 Gmail=1.00 GoogleVoice=1.80 Microsoft=0.55 Outlook=0.55 Yahoo=0.50 AOL=0.45
    ProtonMail=0.60 GMX=0.40 Apple=0.95 OpenAI=1.15 Claude=1.15 GitHub=0.60 GitLab=0.55 Twilio=0.65
    DigitalOcean=0.75 Dropbox=0.45 Zoom=0.50 Slack=0.45 Notion=0.40 Amazon=0.80 eBay=0.85 Etsy=0.65
    Walmart=0.60 Target=0.60 BestBuy=0.55 AliExpress=0.50 Temu=0.45 Shein=0.45 Nike=0.95 Poshmark=0.50
    Mercari=0.55 Craigslist=0.90 OfferUp=0.75 Nextdoor=0.65 Airbnb=0.85 Booking=0.60 Expedia=0.50
    Uber=0.80 Lyft=0.80 DoorDash=0.75 Instacart=0.65 Grubhub=0.60 Starbucks=0.40 McDonalds=0.40
    Netflix=0.55 Spotify=0.45 Hulu=0.50 Twitch=0.55 Steam=0.65 EpicGames=0.50 Roblox=0.55 Blizzard=0.95
    PlayStation=0.60 Xbox=0.60 Ticketmaster=1.05 Fiverr=0.70 Upwork=0.80 Indeed=0.45 Glassdoor=0.40
    Duolingo=0.30 Strava=0.35 Yelp=0.45 Zillow=0.55
    PayPal=2.25 Venmo=2.25 CashApp=2.50 Zelle=2.50 Wise=1.95 Chime=2.25 Chase=2.95 BankOfAmerica=2.95
    WellsFargo=2.95 CapitalOne=2.75 Coinbase=2.50 Binance=2.25 Kraken=2.25 Robinhood=2.25 CreditKarma=1.95
    Experian=1.95 IDme=2.95 MyChart=1.75
"""
ALSO_VOICE = frozenset({"google", "microsoft", "whatsapp", "telegram", "amazon", "uber", "craigslist"})


@dataclass(frozen=True)
class Service:
    """A service that numbers are rented for; `available` is the number in stock."""

    name: str
    label: str
    price: Decimal
    capabilities: tuple[str, ...]
    available: int

    def price_with(self, *, area_code: bool, carrier: bool) -> Decimal:
        """Return the price of one verification with these options."""
        surcharges = (AREA_CODE_SURCHARGE if area_code else 0) + (CARRIER_SURCHARGE if carrier else 0)
        return self.price + surcharges


@dataclass
class Catalogue:
    """Services by name. Control orders change prices and stock."""

    _services: dict[str, Service] = field(default_factory=lambda: {s.name: s for s in stocked()})

    def find(self, name: str) -> Service | None:
        """Find by exact name."""
        return self._services.get(name)

    def listed(self, capability: str) -> list[Service]:
        """List the services with a capability, sorted by name."""
        return sorted(
            (service for service in self._services.values() if capability in service.capabilities),
            key=lambda service: service.name,
        )

    def change(self, name: str, *, price: Decimal | None, available: int | None) -> Service:
        """Set a service's price or stock. Raises KeyError for an unknown service."""
        service = self._services[name]
        self._services[name] = replace(
            service,
            price=service.price if price is None else price,
            available=service.available if available is None else available,
        )
        return self._services[name]

    def restock(self) -> None:
        """Restore the initial prices and stock."""
        self._services = {service.name: service for service in stocked()}


def stocked() -> Iterable[Service]:
    """Yield every service; the stock differs between services but is the same in every run."""
    for position, entry in enumerate(PRICES.split()):
        label, price = entry.split("=")
        name = label.lower()
        capabilities = ("sms", "voice") if name in ALSO_VOICE else ("sms",)
        yield Service(name, label, Decimal(price), capabilities, available=400 + position * 137)
    yield Service(NOT_LISTED, "Service not listed", Decimal("1.50"), ("sms",), available=5000)
    yield Service(NOT_LISTED_VOICE, "Service not listed (voice)", Decimal("1.75"), ("voice",), available=800)
