"""Every 15 minutes: write the public pages whose prices or templates have changed."""

from callbox.composition.services import Services
from callbox.workers import Run, timer


@timer("15 minutes", uses=("site_pages",))
def publish_pages(_: Run, services: Services) -> dict[str, int]:
    return {"written": services.site_pages.publish()}
