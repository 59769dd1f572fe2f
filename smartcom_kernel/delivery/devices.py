"""The book of devices: where pushes and messengers reach customers."""

from __future__ import annotations

from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.device_service import DeviceService
from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.state import devices
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.devices import Device

PUSH = "push"


class DeviceBook:
    """Devices of customers. A device belongs to one customer, the last one it was registered for.

    Args:
        state: Where they are kept.
        clock: Dates what happens.
    """

    def __init__(self, state: State, *, clock: Clock | None = None) -> None:
        self._state = state
        self._clock = clock or SystemClock()

    def add(self, customer_id: str, provider: str, address: str, *, medium: str = PUSH, app: str = "") -> bool:
        """Register a device for a customer, or say that it is still there; call it whenever the app starts.

        Args:
            customer_id: Whose it is now.
            provider: ``"fcm"``, ``"apns"`` or ``"web"``; of a messenger ``"telegram"`` or ``"chat2desk"``.
            address: The token; of a browser, its subscription as JSON; of a messenger, the number of the chat.
            medium: ``"push"`` or ``"messenger"``.
            app: Which of the shop's apps or sites.

        Returns:
            False where something newer is known of the device.

        Raises:
            UnknownName: No channel carries messages of this medium to devices of this provider.
            DeliveryError: It is no address of this provider.
        """
        address = _service(provider, medium).checked_address(address)
        with self._state.transaction() as connection:
            return devices.add(
                connection, customer_id, medium=medium, provider=provider, address=address, app=app,
                now=self._clock.now(),
            )  # fmt: skip

    def gone(self, provider: str, address: str, *, why: str) -> bool:
        """A device is of no use any more, for instance because its owner logged out; False where it was not known."""
        with self._state.transaction() as connection:
            return devices.gone(connection, provider, address, at=self._clock.now(), why=why)

    def of(self, customer_id: str) -> list[Device]:
        """Every device of a customer, also those that are gone, what was seen last first."""
        with self._state.transaction() as connection:
            return devices.of_customer(connection, customer_id)


def _service(provider: str, medium: str) -> type[DeviceService]:
    kinds = (CHANNELS[kind] for kind in CHANNELS)
    services = {kind.provider: kind for kind in kinds if issubclass(kind, DeviceService) and medium in kind.media}
    if provider not in services:
        raise UnknownName(f"provider of {'pushes' if medium == PUSH else medium}", provider, services)
    return services[provider]
