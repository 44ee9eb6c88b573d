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
    private string? _aspect;

    /// <summary>For xUnit, which fills a row in by <see cref="Deserialize"/>.</summary>
    public IstioRow()
    {
    }

    public IstioRow(string regression, IstioVersion version, string? control = null, string? aspect = null)
    {
        _regression = regression;
        _version = version.ToString();
        _control = control;
        _aspect = aspect;
    }

    /// <summary>The regression, as the theory's aspect asks for it.</summary>
    public Regression Regression => RegressionCatalogue.Default.Get(_regression).At(_aspect);

    /// <summary>What the theory asks beside others of its class; null for what they ask.</summary>
    public string? Aspect => _aspect;

    public IstioVersion Version => IstioVersion.Parse(_version);

    /// <summary>Null for a run at a version.</summary>
    public Control? Control => _control is null ? null : Control.Of(Regression).Single(c => c.Name == _control);

    /// <summary>What the row is judged by: the control's verdict, or what the catalogue or <c>ISTIO_EXPECT</c> says.</summary>
    public Expectation Expectation => Control is { } control
        ? new Expectation(control.Expected == VerdictKind.Reproduced ? ExpectationKind.Affected : ExpectationKind.Unaffected, Outcome: control.Outcome)
        : Settings.Current.ExpectationOf(Regression, Version);

    public void Deserialize(IXunitSerializationInfo info)
    {
        _regression = info.GetValue<string>("regression");
        _version = info.GetValue<string>("version");
        _control = info.GetValue<string?>("control");
        _aspect = info.GetValue<string?>("aspect");
    }

    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("regression", _regression);
        info.AddValue("version", _version);
        info.AddValue("control", _control);
        info.AddValue("aspect", _aspect);
    }

    public override string ToString() => _control is null ? _version : $"control:{_control}";
}
