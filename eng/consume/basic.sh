# Sourced by eng/consume.sh: the package in projects of the usual kinds, without any configuration.

quick+=(console library_by_reference library_packed older_frameworks central_versions strong_name)

scenario_console() {
    console
    build
    log_has 'App -> .*App\.dll \(Unboxed, net10\.0: 3 await sites: 2 scratch, 0 escapes, 0 boxed, 1 ordinary\)'
    must_be_woven bin/Release/net10.0/App.dll
    prints 'sum 90' dotnet bin/Release/net10.0/App.dll
    [ -s obj/Release/net10.0/Unboxed.report.json ] || fail 'there is no report'
    [ ! -e FodyWeavers.xml ] || fail 'the build has written a FodyWeavers.xml'
    build
    log_lacks 'Unboxed, '
    run publish -c Release -nologo -o published
    prints 'sum 90' dotnet published/App.dll
}

# The program does not have the package: neither from the library nor from one between them.
scenario_library_by_reference() {
    project Library/Library.csproj '' "$unboxed_reference"
    library_source Library
    project Between/Between.csproj '' '<ProjectReference Include="../Library/Library.csproj" />'
    echo 'public static class Between { public static Shop.ISource Source => new Shop.Source(); }' >Between/Between.cs
    project App/App.csproj '<OutputType>Exe</OutputType>' '<ProjectReference Include="../Between/Between.csproj" />'
    program_source App
    build App
    must_be_woven Library/bin/Release/net10.0/Library.dll
    must_be_plain App/bin/Release/net10.0/App.dll
    prints 'sum 90' dotnet App/bin/Release/net10.0/App.dll
    run publish App -c Release -nologo -o published
    prints 'sum 90' dotnet published/App.dll
}

# Two packages that hide Unboxed.Fody, for one framework and for several, and a program that has nothing but them.
scenario_library_packed() {
    project Library/Library.csproj '<TargetFrameworks>netstandard2.0;net8.0;net10.0</TargetFrameworks><TargetFramework></TargetFramework><ImplicitUsings>disable</ImplicitUsings><Nullable>disable</Nullable><PackageId>Shop</PackageId>' "$unboxed_reference"
    library_source Library
    run pack Library -c Release -nologo -o "$work/local"
    log_has 'Library -> .*net8\.0/Library\.dll \(Unboxed, net8\.0: '
    log_has 'Library -> .*net10\.0/Library\.dll \(Unboxed, net10\.0: '
    log_lacks 'Unboxed, netstandard2\.0'
    local nuspec
    nuspec=$(unzip -p "$work/local/Shop.1.0.0.nupkg" Shop.nuspec)
    [ "$(grep -c '<dependency id="Unboxed" version="'"$version"'"' <<<"$nuspec")" = 2 ] || fail "the package does not depend on Unboxed on two frameworks: $nuspec"
    ! grep -q 'Unboxed.Fody\|id="Fody"' <<<"$nuspec" || fail "the package brings the weaver along: $nuspec"

    project One/One.csproj '<PackageId>Shop.One</PackageId>' "$unboxed_reference"
    echo '[assembly: Unboxed.ScratchSpace] public static class One { public static async Task<int> OfAsync(int value) { await Task.Yield(); return value; } public static async Task<int> TwiceAsync(int value) => 2 * await OfAsync(value); }' >One/One.cs
    run pack One -c Release -nologo -o "$work/local"
    unzip -p "$work/local/Shop.One.1.0.0.nupkg" Shop.One.nuspec | grep -q '<dependency id="Unboxed" version="'"$version"'"' || fail 'a package for one framework does not depend on Unboxed'

    project App/App.csproj '<OutputType>Exe</OutputType>' '<PackageReference Include="Shop" Version="1.0.0" /><PackageReference Include="Shop.One" Version="1.0.0" />'
    program_source App
    echo 'Console.WriteLine(await One.TwiceAsync(21));' >>App/Program.cs
    build App
    log_lacks 'Unboxed, '
    prints $'sum 90\n42' dotnet App/bin/Release/net10.0/App.dll
}

# One source without #if. Each framework is built, also by itself; what is older than .NET 8 is left as it is.
scenario_older_frameworks() {
    project Library/Library.csproj '<TargetFrameworks>netstandard2.0;net8.0;net10.0</TargetFrameworks><TargetFramework></TargetFramework><ImplicitUsings>disable</ImplicitUsings><Nullable>disable</Nullable>' "$unboxed_reference"
    library_source Library
    project App/App.csproj '<TargetFrameworks>net8.0;net10.0</TargetFrameworks><TargetFramework></TargetFramework><OutputType>Exe</OutputType>' '<ProjectReference Include="../Library/Library.csproj" />'
    program_source App
    build Library
    must_be_plain Library/bin/Release/netstandard2.0/Library.dll
    must_be_woven Library/bin/Release/net8.0/Library.dll
    must_be_woven Library/bin/Release/net10.0/Library.dll
    ! grep -aq ProcessedByFody Library/bin/Release/netstandard2.0/Library.dll || fail 'Fody has written what it has nothing to do with'
    ! grep -aq Conditional Library/bin/Release/net10.0/Library.dll || fail 'the attributes for older frameworks are in a newer one'
    build App
    prints 'sum 90' env DOTNET_ROLL_FORWARD=Major dotnet App/bin/Release/net8.0/App.dll
    prints 'sum 90' dotnet App/bin/Release/net10.0/App.dll
}

scenario_central_versions() {
    cat >Directory.Packages.props <<PROPS
<Project>
  <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
  <ItemGroup><PackageVersion Include="Unboxed.Fody" Version="$version" /></ItemGroup>
</Project>
PROPS
    project Library/Library.csproj '<PackageId>Shop.Central</PackageId>' '<PackageReference Include="Unboxed.Fody" PrivateAssets="all" />'
    library_source Library
    project App/App.csproj '<OutputType>Exe</OutputType>' '<ProjectReference Include="../Library/Library.csproj" /><PackageReference Include="Unboxed.Fody" PrivateAssets="all" />'
    program_source App marked
    build App
    must_be_woven App/bin/Release/net10.0/App.dll
    prints 'sum 90' dotnet App/bin/Release/net10.0/App.dll
    run pack Library -c Release -nologo -o packed
    unzip -p packed/Shop.Central.1.0.0.nupkg Shop.Central.nuspec | grep -q '<dependency id="Unboxed" version="'"$version"'"' || fail 'the package does not depend on Unboxed'
}

# Signed with a key, by its public part alone, and later.
scenario_strong_name() {
    base64 -d "$root/eng/consume/key.snk.base64" >key.snk
    console '<SignAssembly>true</SignAssembly><AssemblyOriginatorKeyFile>key.snk</AssemblyOriginatorKeyFile>'
    echo 'Console.WriteLine(Convert.ToHexString(typeof(Source).Assembly.GetName().GetPublicKeyToken()!));' >>Program.cs
    local flags
    for flags in '' -p:PublicSign=true -p:DelaySign=true; do
        build $flags
        must_be_woven bin/Release/net10.0/App.dll
        prints $'sum 90\nTOKEN' bash -c "dotnet bin/Release/net10.0/App.dll | sed 's/^[0-9A-F]\{16\}\$/TOKEN/'"
    done
}
