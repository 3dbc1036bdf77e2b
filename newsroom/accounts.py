"""How people sign in: django-allauth, told about this site."""

from allauth.account.adapter import DefaultAccountAdapter

from newsroom.http import client_address


def display(user) -> str:
    return str(user)


class Adapter(DefaultAccountAdapter):
    def get_client_ip(self, request):
        return client_address(request)

    def is_open_for_signup(self, request):
        """Accounts are made by `manage.py create_account` and in the admin until readers can comment."""
        return False
