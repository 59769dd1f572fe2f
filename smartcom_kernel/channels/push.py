"""A channel that hands each push to the service its device belongs to."""

from __future__ import annotations

from typing import Any, ClassVar

from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.device_service import DeviceService, RoutedChannel
from smartcom_kernel.channels.push_service import PushService


@CHANNELS.register
class PushChannel(RoutedChannel):
    """Hands each push to the service its device belongs to."""

    kind: ClassVar[str] = "push"
    example: ClassVar[dict[str, Any]] = {"through": [{"kind": "fcm", "credentials_env": "SHOP_FCM_CREDENTIALS"}]}
    media: ClassVar[frozenset[str]] = frozenset({"push"})
    service: ClassVar[type[DeviceService]] = PushService
    words: ClassVar[str] = "pushes"
