"""What the names of files say, as USGS, ESA and NASA give them; scaling by hand; what is no measurement."""

from __future__ import annotations

import pytest

from geochem_fusion.core.raster.products import delivered, is_measurement, linear

C2 = "LC08_L2SP_101082_20200101_20200824_02_T1"
SAFE = "S2B_MSIL2A_20230615T101559_N0509_R065_T32TQM_20230615T143000.SAFE"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"/data/{C2}_SR_B4.TIF", "Landsat 8-9 SR_B4"),
        (f"/data/{C2.replace('LC08', 'LC09')}_SR_B4.TIF", "Landsat 8-9 SR_B4"),
        (f"/data/{C2}_ST_B10.TIF", "Landsat 8-9 ST_B10"),
        (f"/data/{C2}_QA_PIXEL.TIF", "Landsat 8-9 QA_PIXEL"),
        (f"/data/{C2}_SR_B4_clip.tif", "Landsat 8-9 SR_B4"),
        ("LC08_L1TP_101082_20200101_20200823_02_T1_B4.TIF", "Landsat 8-9 B4"),
        ("LE07_L2SP_101082_20000101_20200824_02_T1_SR_B4.TIF", "Landsat 7 SR_B4"),
        ("LT05_L2SP_101082_20000101_20200824_02_T1_SR_B4.TIF", "Landsat 4-5 SR_B4"),
        (f"/x/{SAFE}/GRANULE/L2A_T32TQM/IMG_DATA/R10m/T32TQM_20230615T101559_B04_10m.jp2", "Sentinel-2 B04"),
        ("C:\\data\\T32TQM_20230615T101559_B8A_20m.jp2", "Sentinel-2 B8A"),
        ("T32TQM_20230615T101559_SCL_20m.jp2", "Sentinel-2 SCL"),
        (SAFE.replace("L2A", "L1C") + "/T32TQM_20230615T101559_B04.jp2", "Sentinel-2 L1C B04"),
        ("S2A_T52SFA_20220126T014523_L2A_B04.tif", "Sentinel-2 B04"),
        ("/cogs/52/S/FA/2022/1/S2B_52SFA_20220126_0_L2A/B04.tif", "Sentinel-2 B04"),
        ("/cogs/S2B_52SFA_20220126_0_L2A/nir08.tif", "Sentinel-2 B8A"),
        ("HLS.L30.T10TEK.2021001T185029.v2.0.B04.tif", "Landsat 8-9 B04"),
        ("HLS.S30.T10TEK.2021001T185029.v2.0.B8A.tif", "Sentinel-2 B8A"),
        ("HLS.S30.T10TEK.2021001T185029.v2.0.Fmask.tif", "Sentinel-2 FMASK"),
        ("AST_L1T_00305032000182354_20150410_VNIR_Band3N.tif", "ASTER B3N"),
        ("AST_07XT_00305032000182354_20150410_SRF_SWIR_B05.tif", "ASTER B5"),
        ('HDF4_EOS:EOS_SWATH:"/d/AST_L1T_0030503.hdf":VNIR_Swath:ImageData3N', "ASTER B3N"),
        ("/data/scene7_B2.tif", "B2"),
        ("/data/mine_Band_4.tif", "Band_4"),
        ("/data/elevation.tif", ""),
        ("/data/sub4.tif", ""),
        (f"/data/{SAFE[:-5]}_stack.tif", ""),
    ],
)
def test_the_band_of_a_file(path: str, name: str) -> None:
    assert delivered(path).name == name


def factors(path: str, band: str, baseline: str | None = None) -> tuple[float, float] | None:
    found = linear(delivered(path), band, baseline)
    return None if found is None else (found.scale, found.offset)


@pytest.mark.parametrize(
    ("path", "band", "baseline", "expected"),
    [
        (f"{C2}_SR_B4.TIF", "Landsat 8-9 SR_B4", None, (2.75e-5, -0.2)),
        (f"{C2}_ST_B10.TIF", "Landsat 8-9 ST_B10", None, (0.00341802, 149.0)),
        (f"{C2}_QA_PIXEL.TIF", "Landsat 8-9 QA_PIXEL", None, None),
        ("export.tif", "SR_B4", None, (2.75e-5, -0.2)),
        ("LC08_L1TP_101082_20200101_20200823_02_T1_B4.TIF", "Landsat 8-9 B4", None, (2e-5, -0.1)),
        ("LE07_L1TP_101082_20000101_20200823_02_T1_B4.TIF", "Landsat 7 B4", None, None),
        (f"{SAFE}/a_B04_10m.jp2", "Sentinel-2 B04", None, (1e-4, -0.1)),
        (SAFE.replace("N0509", "N0400"), "B4, central wavelength 665 nm", None, (1e-4, -0.1)),
        (SAFE.replace("N0509", "N0301"), "B8A", None, (1e-4, 0.0)),
        (SAFE.replace("N0509", "N0301"), "B8A", "05.00", (1e-4, -0.1)),
        (SAFE, "SCL", None, None),
        (SAFE, "WVP", None, None),
        ("T32TQM_20230615T101559_B04_10m.jp2", "Sentinel-2 B04", None, (1e-4, -0.1)),
        ("T32TQM_20210615T101559_B04_10m.jp2", "Sentinel-2 B04", None, (1e-4, 0.0)),
        ("S2B_52SFA_20220126_0_L2A/B04.tif", "Sentinel-2 B04", None, (1e-4, 0.0)),
        ("HLS.L30.T10TEK.2021001T185029.v2.0.B04.tif", "Landsat 8-9 B04", None, None),
        ("image.tif", "B4", None, None),
    ],
)
def test_scaling_of_products(path: str, band: str, baseline: str | None, expected: tuple[float, float] | None) -> None:
    assert factors(path, band, baseline) == expected


def test_what_was_judged_by_the_date_is_not_sure() -> None:
    for path, sure in ((SAFE, True), ("T32TQM_20230615T101559_B04_10m.jp2", False)):
        found = linear(delivered(path), "B04")
        assert found is not None
        assert found.sure == sure


MASKS = (
    "alpha,Alpha band,SCL,Sentinel-2 SCL,CLD,CLDPRB,MSK_CLDPRB,SNW,WVP,AOT,QA_PIXEL,Landsat 8-9 QA_PIXEL,QA60,pixel_qa,"
    "SR_QA_AEROSOL,ST_QA,BQA,Fmask,cloud_mask,mask,quality,classification,scene: SCL,SCL_20m,QL_QUALITY_CLOUD,ST_CDIST,"
    "ST_ATRAN,ST_DRAD,ST_URAD,ST_TRAD,ST_EMIS,Landsat 8-9 ST_EMIS,ST_EMSD,QA_RADSAT,VZA,SCL (2)"
)
OTHERS = (
    "B4,SR_B4,red,elevation,Al,alphabet,Cs,magnetics,masked gravity,ST_B10,emissivity,TIR_emis,class A minerals,K,"
    "Band 1,alpha-particles"
)


def test_masks_and_quality_are_no_measurement() -> None:
    assert [name for name in MASKS.split(",") if is_measurement(name)] == []
    assert [name for name in OTHERS.split(",") if not is_measurement(name)] == []
