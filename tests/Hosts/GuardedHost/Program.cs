// A test host that is there to be killed: it starts the mesh that the ISTIO_ variables ask for, says where it is, and
// waits for the end of one of them.
using IstioRegressions.Meshes;

var settings = Settings.Current;
var evidence = Path.Combine(settings.Artifacts, settings.Run);
await using var mesh = await LocalMesh.StartAsync(new MeshRequest(settings.Versions[0], evidence, evidence), settings);
Console.WriteLine(mesh.Discovery);
await mesh.ControlPlane.WaitForExitAsync();
