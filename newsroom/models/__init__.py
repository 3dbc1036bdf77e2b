from newsroom.models.image import Image
from newsroom.models.page import Page
from newsroom.models.site import Site
from newsroom.models.user import User

__all__ = ["Image", "Page", "Site", "User"]
