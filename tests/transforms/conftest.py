"""What tests of several rooms share: a Dask cluster."""

from collections.abc import Iterator

import pytest

from tests.bench.cluster import dask_cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Dask scheduler with two workers on loopback."""
    with dask_cluster(tmp_path_factory.mktemp("dask"), workers=2) as address:
        yield address
