"""Fields named as elements: which are proposed, and what share of an oxide the element is."""

from __future__ import annotations

import pytest

from geochem_fusion.core.samples.element_fields import doubtful_fields, proposed_fields, substance


@pytest.mark.parametrize(
    ("name", "symbol", "oxide"),
    [
        ("Cu", "Cu", ""),
        ("cu_ppm", "Cu", ""),
        ("Co", "Co", ""),
        ("CoO", "Co", "CoO"),
        ("CO2_pct", "C", "CO2"),
        ("Fe2O3T_pct", "Fe", "Fe2O3"),
        ("FeOtot", "Fe", "FeO"),
        ("U3O8_ppm", "U", "U3O8"),
        ("Au (ppb)", "Au", ""),
    ],
)
def test_what_a_name_begins_with(name: str, symbol: str, oxide: str) -> None:
    found = substance(name)
    assert found is not None
    assert (found.symbol, found.oxide) == (symbol, oxide)


@pytest.mark.parametrize("name", ["No", "Po", "pH", "LOI", "Site", "log_Cu", "Zinc", "id", "", "X"])
def test_what_is_no_element(name: str) -> None:
    assert substance(name) is None


@pytest.mark.parametrize(
    ("name", "share"),
    # conversion factors as laboratories print them
    [("K2O", 0.8301), ("Al2O3", 0.5293), ("SiO2", 0.4674), ("Fe2O3", 0.6994), ("FeO", 0.7773), ("P2O5", 0.4364),
     ("MnO", 0.7745), ("U3O8", 0.8480), ("WO3", 0.7930), ("Na2O", 0.7419)],
)  # fmt: skip
def test_the_share_of_the_element_in_its_oxide(name: str, share: float) -> None:
    found = substance(name)
    assert found is not None
    assert found.share == pytest.approx(share, abs=1e-4)


def test_an_oxide_whose_element_has_no_weight_here() -> None:
    found = substance("OsO4")
    assert found is not None
    assert (found.oxide, found.share) == ("OsO4", None)


def test_fields_that_are_proposed() -> None:
    chosen = ["Au", "Au_ppb", "K2O_pct", "As_ICP_ppm", "Cu_ICPMS", "Zn (mg/kg)", "Pb_mg_kg", "Fe2O3T_pct", "Ag_FA50"]
    other = ["X", "Y", "id", "S_id", "No", "log_Cu_ppm", "Cu_clr", "Th_U", "H2O_pct", "elevation_m", "lab_id", "W_zone"]
    assert proposed_fields([*chosen, *other]) == chosen


def test_yttrium_is_a_coordinate_only_beside_x() -> None:
    assert proposed_fields(["Y", "Zr"]) == ["Y", "Zr"]
    assert proposed_fields(["X", "Y", "Zr", "Y_ppm"]) == ["Zr", "Y_ppm"]
    assert proposed_fields(["N", "E", "As"]) == ["As"]


def test_what_begins_with_an_element_and_is_not_taken_is_named() -> None:
    names = ["Au_PPB_FAA", "Cu_MEMS61", "Cu_ME_MS61", "Au_AA25_ppm", "TiO2_wt_pct", "Cu_clr", "S_id", "Y", "X", "rock"]
    assert proposed_fields(names) == names[:5]
    assert doubtful_fields(names) == ["Cu_clr", "S_id"]
    assert proposed_fields(["N", "E", "S", "W", "U", "V"]) == ["U", "V"]
