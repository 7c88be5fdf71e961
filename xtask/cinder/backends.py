"""What Cinder stores on here: nothing. Its own driver for tests, which keeps count and does no more, under the name of the settings."""

from cinder.tests import fake_driver


class Pretended(fake_driver.FakeLoggingVolumeDriver):
    """Volumes without bytes, on a back end that has a name and lets several machines use one volume."""

    def _update_volume_stats(self):
        super()._update_volume_stats()
        name = self.configuration.safe_get("volume_backend_name")
        for stats in (self._stats, *self._stats.get("pools", [])):
            stats.update(volume_backend_name=name, multiattach=True)
