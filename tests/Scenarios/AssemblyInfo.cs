[assembly: TestFramework("IstioRegressions.Fixtures.RowsSideBySide", "IstioRegressions.Fixtures")]
