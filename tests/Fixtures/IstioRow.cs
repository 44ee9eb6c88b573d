using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;
using Xunit.Abstractions;

namespace IstioRegressions.Fixtures;

/// <summary>One row of a scenario's theory: the version to run at, or a control of the reference.</summary>
public sealed class IstioRow : IXunitSerializable
{
    private string _regression = "";
    private string _version = "";
    private string? _control;

    /// <summary>For xUnit, which fills a row in by <see cref="Deserialize"/>.</summary>
    public IstioRow()
    {
    }

    public IstioRow(string regression, IstioVersion version, string? control = null)
    {
        _regression = regression;
        _version = version.ToString();
        _control = control;
    }

    public Regression Regression => RegressionCatalogue.Default.Get(_regression);

    public IstioVersion Version => IstioVersion.Parse(_version);

    /// <summary>Null for a run at a version.</summary>
    public Control? Control => _control is null ? null : Control.Of(Regression).Single(c => c.Name == _control);

    /// <summary>
    /// What the row is judged by: the control's verdict, or what the catalogue or <c>ISTIO_EXPECT</c> says. The reference
    /// plays a version by its defects, and answers an edit of endpoints as 1.6 does, whatever version it plays.
    /// </summary>
    public Expectation Expectation => Control is { } control
        ? new Expectation(control.Expected == VerdictKind.Reproduced ? ExpectationKind.Affected : ExpectationKind.Unaffected, Outcome: control.Outcome)
        : (Settings.Current.Expect switch
        {
            ExpectedVerdict.Affected => Regression.Expect(Version) with { Kind = ExpectationKind.Affected, Basis = null, Outcome = null },
            ExpectedVerdict.Unaffected => Regression.Expect(Version) with { Kind = ExpectationKind.Unaffected, Basis = null, Outcome = null },
            _ => Regression.Expect(Version),
        }) with { Push = Settings.Current.Environment == MeshEnvironment.Reference ? PushKind.Endpoints : Regression.Expect(Version).Push };

    public void Deserialize(IXunitSerializationInfo info)
    {
        _regression = info.GetValue<string>("regression");
        _version = info.GetValue<string>("version");
        _control = info.GetValue<string?>("control");
    }

    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("regression", _regression);
        info.AddValue("version", _version);
        info.AddValue("control", _control);
    }

    public override string ToString() => _control is null ? _version : $"control:{_control}";
}
