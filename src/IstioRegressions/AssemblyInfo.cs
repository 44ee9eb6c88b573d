using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("IstioRegressions.Fixtures")]
[assembly: InternalsVisibleTo("IstioRegressions.Reference")]
[assembly: InternalsVisibleTo("IstioRegressions.Scenarios")]
[assembly: InternalsVisibleTo("IstioRegressions.Unit")]
