from july.projects.models import Delivery
from july.projects.tasks import forget_deliveries
from july.testing.site import Site


def test_a_body_is_forgotten_after_a_week_and_the_delivery_after_three_months(
    site: Site, octo: str
) -> None:
    site.push(site.commit())
    with site.later(days=6):
        forget_deliveries()
        assert b"Change number 1" in Delivery.query().get().body
    with site.later(days=8):
        forget_deliveries()
        assert Delivery.query().get().body is None
    with site.later(days=91):
        forget_deliveries()
        assert Delivery.query().get() is None
