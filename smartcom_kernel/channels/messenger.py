"""A channel that hands each message to the messenger its chat belongs to."""

from __future__ import annotations

from typing import Any, ClassVar

from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.device_service import DeviceService, RoutedChannel
from smartcom_kernel.channels.messenger_service import MessengerService


@CHANNELS.register
class MessengerChannel(RoutedChannel):
    """Hands each message to the messenger its chat belongs to."""

    kind: ClassVar[str] = "messenger"
    example: ClassVar[dict[str, Any]] = {"through": [{"kind": "telegram", "token_env": "SHOP_TELEGRAM_TOKEN"}]}
    media: ClassVar[frozenset[str]] = frozenset({"messenger"})
    service: ClassVar[type[DeviceService]] = MessengerService
    words: ClassVar[str] = "messengers"
