# Sourced by eng/consume.sh: where FodyWeavers.xml is, and who else weaves.

quick+=(configuration_above other_weavers)

# A library in src/Library and a program in App, both woven, in a solution; in the folder around them, the argument says where, a FodyWeavers.xml that asks for the lint.
woven_solution() {
    project src/Library/Library.csproj '<TreatWarningsAsErrors>false</TreatWarningsAsErrors>' "$unboxed_reference"
    library_source src/Library
    project App/App.csproj '<OutputType>Exe</OutputType><TreatWarningsAsErrors>false</TreatWarningsAsErrors>' "<ProjectReference Include=\"../src/Library/Library.csproj\" />$unboxed_reference"
    program_source App marked
    run new sln --format sln -n Shop
    run sln Shop.sln add src/Library/Library.csproj App/App.csproj
}

lint='<Weavers><Unboxed Lint="warning" /></Weavers>'

# At the root, at a folder between, and in both, of which the nearer counts; by the solution and by the project alone, with the same result.
scenario_configuration_above() {
    woven_solution
    # Elements of weavers that these projects do not have.
    echo '<Weavers><Other /><Unboxed Lint="warning" NoWarn="UNB1001;UNB1002" /></Weavers>' >FodyWeavers.xml
    build Shop.sln
    log_has 'Library\.cs.*warning.*UNB1301'
    log_has 'Program\.cs.*warning.*UNB1301'
    build App
    log_lacks 'UNB1301'
    prints 'sum 90' dotnet App/bin/Release/net10.0/App.dll

    echo '<Weavers><Unboxed /></Weavers>' >src/FodyWeavers.xml
    build App
    log_has 'Library -> .*Unboxed, net10\.0'
    log_lacks 'Library\.cs.*UNB1301'
    build Shop.sln
    log_lacks 'Unboxed, '
    rm FodyWeavers.xml
    echo "$lint" >src/FodyWeavers.xml
    build Shop.sln
    log_has 'Library\.cs.*warning.*UNB1301'
    log_lacks 'Program\.cs.*UNB1301'
    [ ! -e App/FodyWeavers.xml ] && [ ! -e src/Library/FodyWeavers.xml ] || fail 'the build has written a FodyWeavers.xml'

    echo '<Weavers><Unboxed /><Unboxed /></Weavers>' >src/FodyWeavers.xml
    ! build App || fail 'a second element is no error'
    log_has 'src/FodyWeavers\.xml: there is a second <Unboxed> element'
}

# Without a file all weavers are at work, with one those that it has; and with Unboxed switched off, the others.
scenario_other_weavers() {
    console '' '<PackageReference Include="Costura.Fody" Version="6.2.0" PrivateAssets="all" />'
    build
    must_be_woven bin/Release/net10.0/App.dll
    grep -aq 'costura' bin/Release/net10.0/App.dll || fail 'the other weaver has not been at work'
    prints 'sum 90' dotnet bin/Release/net10.0/App.dll
    build -p:UnboxedEnabled=false
    must_be_plain bin/Release/net10.0/App.dll
    grep -aq 'costura' bin/Release/net10.0/App.dll || fail 'the other weaver is switched off too'
    echo '<Weavers><Costura /><Unboxed /></Weavers>' >FodyWeavers.xml
    build
    must_be_woven bin/Release/net10.0/App.dll
    prints 'sum 90' dotnet bin/Release/net10.0/App.dll
}
