"""Where everything is."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from clark.web import assets, events, login
from clark.web.views import (
    adoption,
    asking,
    audit,
    catalog,
    customers,
    exits,
    home,
    infrastructure,
    limits,
    notices,
    policies,
    repositories,
    requests,
    services,
)


def health(_: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


handler400 = "clark.web.errors.bad_request"
handler403 = "clark.web.errors.forbidden"
handler404 = "clark.web.errors.not_found"
handler500 = "clark.web.errors.broken"

# The first word of a name says which entry of the sidebar is lit.
urlpatterns = [
    path("health", health, name="health"),
    path("api/", include("clark.api.urls")),  # by its name: pages do not import the API
    path("assets/<slug:digest>/<str:name>", assets.asset, name="asset"),
    path("events", events.stream, name="events"),
    path("sign-in/", login.sign_in, name="sign-in"),
    path("sign-in/link/<str:token>", login.sign_in_link, name="sign-in-link"),
    path("sign-out/", login.sign_out, name="sign-out"),
    path("", home.home, name="home"),
    path("frame/", home.frame, name="frame"),
    path("search/", home.search, name="search"),
    path("catalog/", catalog.index, name="catalog"),
    path("catalog/proposed/", catalog.proposed, name="catalog-proposed"),
    path("catalog/proposed/<path:branch>/", catalog.proposal, name="catalog-proposal"),
    path("catalog/<slug:offering>/", asking.order, name="catalog-order"),
    path("catalog/<slug:offering>/revisions/", catalog.revisions, name="catalog-revisions"),
    path("catalog/<slug:offering>/draft/", asking.order_draft, name="catalog-draft"),
    path("services/", services.index, name="services"),
    path("services/<slug:region>/<str:name>/", services.one, name="services-one"),
    path(
        "services/<slug:region>/<str:name>/change/<slug:action>/",
        asking.change,
        name="services-change",
    ),
    path(
        "services/<slug:region>/<str:name>/change/<slug:action>/draft/",
        asking.change_draft,
        name="services-draft",
    ),
    path("requests/", requests.index, name="requests"),
    path("requests/<int:number>/", requests.one, name="requests-one"),
    path("requests/<int:number>/approve/", requests.approve, name="requests-approve"),
    path("requests/<int:number>/override/", requests.override, name="requests-override"),
    path("requests/<int:number>/look-back/", requests.look_back, name="requests-look-back"),
    path("requests/<int:number>/comment/", requests.comment, name="requests-comment"),
    path("requests/<int:number>/ask/", requests.ask, name="requests-ask"),
    path("requests/<int:number>/reject/", requests.reject, name="requests-reject"),
    path("requests/<int:number>/withdraw/", requests.withdraw, name="requests-withdraw"),
    path("infrastructure/", infrastructure.index, name="infrastructure"),
    path("infrastructure/plans/", infrastructure.plans, name="infrastructure-plans"),
    path("infrastructure/plans/<int:number>/", infrastructure.plan, name="infrastructure-plan"),
    path(
        "infrastructure/plans/<int:number>/<slug:verb>/",
        infrastructure.decide,
        name="infrastructure-decide",
    ),
    path(
        "infrastructure/<slug:environment>/<slug:region>/<slug:layer>/",
        infrastructure.stack,
        name="infrastructure-stack",
    ),
    path(
        "infrastructure/<slug:environment>/<slug:region>/<slug:layer>/<slug:verb>/",
        infrastructure.act,
        name="infrastructure-act",
    ),
    path("repositories/", repositories.index, name="repositories"),
    path(
        "repositories/pushes/<slug:commit>/meant/",
        repositories.push_meant,
        name="repositories-push-meant",
    ),
    path(
        "repositories/pushes/<slug:commit>/revert/",
        repositories.push_revert,
        name="repositories-push-revert",
    ),
    path(
        "repositories/pulls/<slug:role>/<int:number>/meant/",
        repositories.pull_meant,
        name="repositories-pull-meant",
    ),
    path("policies/", policies.index, name="policies"),
    path("limits/", limits.index, name="limits"),
    path("limits/<slug:limit>/raise/", asking.raise_limit, name="limits-raise"),
    path("limits/<slug:limit>/raise/draft/", asking.raise_draft, name="limits-draft"),
    path("adopt/", adoption.index, name="adopt"),
    path("adopt/look/", adoption.look, name="adopt-look"),
    path("adopt/form/", adoption.form, name="adopt-form"),
    path("adopt/draft/", adoption.draft, name="adopt-draft"),
    path("customers/", customers.index, name="customers"),
    path("customers/new/", customers.new, name="customers-new"),
    path("customers/plan/", customers.plan, name="customers-plan"),
    path("customers/switch/", customers.switch, name="customers-switch"),
    path("customers/<slug:slug>/", customers.one, name="customers-one"),
    path("customers/<slug:slug>/again/", customers.again, name="customers-again"),
    path("exit/", exits.index, name="exit"),
    path("exit/check/", exits.check, name="exit-check"),
    path("exit/leave/", exits.leave, name="exit-leave"),
    path("exit/stay/", exits.stay, name="exit-stay"),
    path("review/", requests.queue, name="review"),
    path("audit/", audit.index, name="audit"),
    path("notices/", notices.index, name="notices"),
    path("notices/read/", notices.read, name="notices-read"),
]
