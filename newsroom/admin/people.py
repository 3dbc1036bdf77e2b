"""People and their roles. Only administrators come here."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.admin.lists import Pages
from newsroom.models import User

# Roles are made by migrations; who has which one is said on the person.
admin.site.unregister(Group)


def free_address(form):
    """The address in small letters. Raises ValidationError if another account signs in with it, or has it as a second one."""
    email = form.cleaned_data["email"].lower()
    if EmailAddress.objects.filter(email__iexact=email).exclude(user=form.instance.pk).exists():
        raise forms.ValidationError(_("There is an account with this address."))
    return email


class PersonForm(forms.ModelForm):
    clean_email = free_address


class NewPersonForm(AdminUserCreationForm):
    clean_email = free_address

    class Meta:
        model = User
        fields = ["email", "name"]


@admin.register(User)
class UserAdmin(auth_admin.UserAdmin):
    empty_words = (
        _("Nobody yet."),
        _("Readers make their own accounts. Add people here who work at the desk, and give them a role."),
    )
    form, add_form = PersonForm, NewPersonForm
    empty_value_display = "–"
    ordering = ["name", "id"]
    list_display = ["name", "email", "roles", "is_active"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["name", "email"]
    paginator = Pages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    filter_horizontal = ()
    readonly_fields = ["password_set", "last_login", "joined_at"]
    fieldsets = [
        (None, {"fields": ["name", "email", "password_set"]}),
        (_("Role"), {"fields": ["is_active", "is_staff", "groups", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "joined_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["name", "email", "usable_password", "password1", "password2"]}),
        (_("Role"), {"fields": ["is_staff", "groups"]}),
    ]

    def has_module_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    has_change_permission = has_view_permission

    def has_add_permission(self, request):
        return self.has_module_permission(request)

    def has_delete_permission(self, request, obj=None):
        """Accounts are made inactive: what they did keeps their name."""
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "groups" and field:
            field.label, field.help_text = (
                _("Roles"),
                _("An Editor does everything editorial, a Creator writes, a Moderator keeps the discussion."),
            )
        return field

    def save_model(self, request, obj, form, change):
        """Whoever may give roles vouches for the address, so that it can be signed in with at once."""
        super().save_model(request, obj, form, change)
        theirs = EmailAddress.objects.filter(user=obj)
        theirs.filter(primary=True).exclude(email__iexact=obj.email).delete()
        if not theirs.filter(email__iexact=obj.email).update(primary=True, verified=True):
            EmailAddress.objects.create(user=obj, email=obj.email, primary=True, verified=True)

    @admin.display(description=_("password"))
    def password_set(self, user):
        said = gettext("Change it") if user.has_usable_password() else gettext("None yet. Set one")
        return format_html('<a href="{}">{}</a>', reverse("admin:auth_user_password_change", args=[user.pk]), said)

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all()) or (
            "—" if not user.is_superuser else _("Everything")
        )
