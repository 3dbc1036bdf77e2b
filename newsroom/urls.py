from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, register_converter

from newsroom import invitations, mailbox, once, views
from newsroom.addresses import NumberConverter, SlugConverter

register_converter(SlugConverter, "name")
register_converter(NumberConverter, "number")

admin.site.login = secure_admin_login(admin.site.login)

handler404 = "newsroom.views.missing"
handler500 = "newsroom.views.broken"
urlpatterns = [
    path("", include("comments.urls")),
    path("", include("articles.urls")),
    path("accounts/once/<str:who>/<str:token>/", once.sign_in_once, name="sign_in_once"),
    path("accounts/invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("accounts/mail/<str:key>/", mailbox.mailbox, name="mailbox"),
    path("accounts/", include("newsroom.accounts")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", views.robots, name="robots"),
    path("<name:slug>/", views.page, name="page"),
]
