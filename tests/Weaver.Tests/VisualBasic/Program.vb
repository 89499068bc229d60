Imports System.Linq
Imports System.Runtime.CompilerServices
Imports System.Threading
Imports Harness

Public Interface ISource
    Function NextAsync(n As Integer) As Task(Of Integer)
    Function SendAsync(text As String) As Task
End Interface

Public Class Source
    Implements ISource

    ' An implementation may have another name than what it implements.
    Private Async Function Take(n As Integer) As Task(Of Integer) Implements ISource.NextAsync
        Gate.Note("next " & n)
        Return Await Gate.Pass(n) + 1
    End Function

    Private Async Function SendAsync(text As String) As Task Implements ISource.SendAsync
        If text.Length > 5 Then Throw New ArgumentException(text)
        Await Gate.Pass(text.Length)
        Gate.Note("sent " & text)
        If text = "fail" Then Throw New InvalidOperationException(text)
    End Function
End Class

Public MustInherit Class Shape
    Public Overridable Async Function AreaAsync(scale As Integer) As Task(Of Integer)
        Return scale * Await Gate.Pass(3)
    End Function

    Public Async Function TwiceAsync() As Task(Of Integer)
        Return Await AreaAsync(1) + Await AreaAsync(2)
    End Function
End Class

Public Class Square
    Inherits Shape

    Private ReadOnly side As Integer

    Public Sub New(side As Integer)
        Me.side = side
    End Sub

    Public Overrides Async Function AreaAsync(scale As Integer) As Task(Of Integer)
        Dim below = Await MyBase.AreaAsync(scale)
        Return below + side * Await Gate.Pass(side)
    End Function
End Class

Public Structure Point
    Public X As Integer
    Public Inner As ISource

    Public Async Function MoveAsync(dx As Integer) As Task(Of Integer)
        X += Await Inner.NextAsync(dx)
        X *= 2
        Return X
    End Function
End Structure

Public Class Holder(Of T)
    Public Value As T

    Public Async Function SetAsync(value As T, source As ISource) As Task(Of T)
        Dim before = Me.Value
        Me.Value = value
        Await source.NextAsync(1)
        Return before
    End Function

    Public Async Function MapAsync(Of R)(map As Func(Of T, Task(Of R)), source As ISource) As Task(Of R)
        Dim n = Await source.NextAsync(2)
        Dim mapped = Await map(Value)
        Gate.Note($"{n} {mapped}")
        Return mapped
    End Function
End Class

Public Class Shapes
    Private ReadOnly source As ISource
    Private field As Integer
    Private ReadOnly values As Integer() = {1, 2, 3}
    Private table As New Dictionary(Of String, Integer)

    Public Sub New(source As ISource)
        Me.source = source
    End Sub

    Public Property Total As Integer

    Public Async Function Operands(a As Integer, b As Long) As Task
        Dim x = 2 * Await source.NextAsync(a) - Await source.NextAsync(a + 1) * Await source.NextAsync(CInt(b))
        field = a + Await source.NextAsync(x)
        field += Await source.NextAsync(field)
        Total += Await source.NextAsync(Total) + field
        values(1) += Await source.NextAsync(values(2))
        values(Await source.NextAsync(0)) = Await source.NextAsync(7)
        table("x") = Await source.NextAsync(4)
        Dim text = "a" & Await source.NextAsync(5) & "b" & Await source.NextAsync(6)
        Dim real = 1.5 * Await source.NextAsync(8) / 2.0F
        Dim wide = b + &HFFFFFFFFFFL - Await source.NextAsync(9)
        Gate.Note($"{x} {field} {Total} {String.Join(",", values)} {table("x")} {text} {real} {wide} {Await source.NextAsync(10)}")
        Dim money = 2.5D * Await source.NextAsync(14) + 1D - 0D * Await source.NextAsync(15)
        Dim day = Date.Compare(#1/2/2026#, #1/1/2026#.AddDays(Await source.NextAsync(16)))
        Dim mixed As Object() = {text, 1, Nothing, 2.5, Await source.NextAsync(17), "x"c, field, Await source.NextAsync(18)}
        Gate.Note($"{money.ToString(Globalization.CultureInfo.InvariantCulture)} {day} {String.Join("|", mixed)}")
        Note(Await source.NextAsync(11), text, Await source.NextAsync(12), Nothing)
        Dim made = New KeyValuePair(Of String, Integer)(text, Await source.NextAsync(13))
        Gate.Note(made.ToString())
    End Function

    Private Sub Note(a As Integer, text As String, b As Integer, nothingAtAll As Object)
        Gate.Note($"{a} {text} {b} {nothingAtAll Is Nothing}")
    End Sub

    Public Async Function Conditions(flag As Boolean, maybe As Integer?) As Task
        If flag AndAlso Await source.NextAsync(1) > 1 OrElse Await source.NextAsync(2) > 9 Then Gate.Note("both")
        Dim chosen = If(flag, Await source.NextAsync(3), Await source.NextAsync(4))
        Dim other = If(maybe, Await source.NextAsync(5))
        Select Case Await source.NextAsync(6)
            Case 1 To 6
                Gate.Note("low")
            Case Is > 6
                Gate.Note("high " & Await source.NextAsync(7))
            Case Else
                Gate.Note("else")
        End Select
        If TypeOf source Is Source Then Gate.Note($"{chosen} {other}")
        Dim lifted As Integer? = maybe + Await source.NextAsync(8)
        Gate.Note(If(lifted?.ToString(), "nothing"))
    End Function

    Public Async Function Loops() As Task
        For i = 0 To 2
            ' Not cleared from one round to the next: a variable of Visual Basic is its method's.
            Dim kept As Integer
            kept += Await source.NextAsync(i)
            If i = 1 Then Continue For
            Gate.Note("kept " & kept)
        Next
        For Each value In values
            If Await source.NextAsync(value) = 3 Then Exit For
        Next
        Dim n = 0
        Do
            n += Await source.NextAsync(n)
        Loop While n < 5
        Do Until n > 50
            n *= Await source.NextAsync(n)
        Loop
        While Await source.NextAsync(n) < 0
            n = 0
        End While
        For d As Double = 0 To 1 Step 0.5
            Await source.SendAsync(d.ToString(Globalization.CultureInfo.InvariantCulture))
        Next
        Gate.Note("n " & n)
again:
        n -= Await source.NextAsync(30)
        If n > 0 Then GoTo again
        Gate.Note("n " & n)
    End Function

    Public Async Function Handlers(what As String) As Task(Of Integer)
        Dim result = 0
        Try
            Try
                Await source.SendAsync(what)
                result = Await source.NextAsync(1)
            Catch ex As ArgumentException When ex.Message.Length > 6
                Gate.Note("filtered " & ex.Message)
                Throw
            Catch ex As ArgumentException
                Gate.Note("caught " & ex.Message)
                result = 5
                If what = "shorts" Then Return result
            Finally
                Gate.Note("inner finally " & result)
            End Try
            result += Await source.NextAsync(2)
        Catch ex As InvalidOperationException
            Gate.Note("outer " & ex.Message & " " & Microsoft.VisualBasic.Information.Err().Number)
            result = -1
        Finally
            Gate.Note("outer finally")
        End Try
        Using New Scope(what)
            result += Await source.NextAsync(3)
        End Using
        SyncLock values
            result += 1
        End SyncLock
        Return result + Await source.NextAsync(4).ConfigureAwait(False)
    End Function

    Private NotInheritable Class Scope
        Implements IDisposable

        Private ReadOnly name As String

        Public Sub New(name As String)
            Me.name = name
        End Sub

        Public Sub Dispose() Implements IDisposable.Dispose
            Gate.Note("disposed " & name)
        End Sub
    End Class

    Public Async Function Lambdas(k As Integer) As Task
        Dim captured = k
        Dim single_ = Async Function(n As Integer) Await source.NextAsync(n + captured)
        Dim several As Func(Of Task) = Async Function()
                                           captured += Await single_(1)
                                           Dim nested = Async Function() Await source.NextAsync(captured) + Await Gate.Pass(0)
                                           captured += Await nested()
                                       End Function
        Await several()
        Await several()
        Dim plain = Async Function(n As Integer) Await Gate.Pass(n) * 2
        Gate.Note($"captured {captured} {Await plain(captured)}")
        For i = 1 To 2
            Dim own = i
            Dim each_ = Async Function() own * Await source.NextAsync(own)
            own += 1
            Gate.Note("own " & Await each_())
        Next
        Dim all = Await Task.WhenAll(From v In values Select source.NextAsync(v))
        Gate.Note("all " & all.Sum())
    End Function

    Public Async Function Various(Optional n As Integer = 4) As Task
        With New Holder(Of String)
            .Value = "first"
            Gate.Note(Await .SetAsync("second", source) & .Value)
            Gate.Note(Await .MapAsync(Async Function(s) Await source.NextAsync(s.Length), source) & .Value)
        End With
        Dim point As New Point With {.X = 1, .Inner = source}
        Gate.Note($"{Await point.MoveAsync(2)} {point.X} {Await point.MoveAsync(3)}")
        Dim shape As Shape = New Square(n)
        Gate.Note("area " & Await shape.TwiceAsync())
        Dim awaited = source.NextAsync(n)
        Dim before = Await source.NextAsync(1)
        Gate.Note($"{before} {Await awaited}")
        Await Generic("text", source)
        Await Generic(12L, source)
        Swap(before, Await source.NextAsync(3))
        Gate.Note("swapped " & before)
        Dim local As AsyncLocal(Of Integer) = New AsyncLocal(Of Integer) With {.Value = 1}
        Await SetLocal(local)
        Gate.Note("local " & local.Value)
    End Function

    Private Async Function SetLocal(local As AsyncLocal(Of Integer)) As Task
        local.Value = 2
        Await source.NextAsync(1)
        Gate.Note("inner local " & local.Value)
    End Function

    Private Shared Sub Swap(ByRef a As Integer, b As Integer)
        a = b
    End Sub

    Private Shared Async Function Generic(Of T)(value As T, source As ISource) As Task
        Dim copy = value
        Dim n = Await source.NextAsync(1)
        Gate.Note($"{copy} {value} {n}")
    End Function

    Public Async Sub Fire(done As TaskCompletionSource)
        Await source.SendAsync("fire")
        Gate.Note("fired")
        done.SetResult()
    End Sub

    Public Async Function Fired() As Task
        Dim done As New TaskCompletionSource()
        Fire(done)
        Await done.Task
    End Function

    <MethodImpl(MethodImplOptions.NoInlining)>
    Public Async Function Failing() As Task
        Await Handlers("longer than that")
    End Function
End Class

Public Module Program
    Private Async Function All(shapes As Shapes) As Task
        Await shapes.Operands(3, 4)
        Await shapes.Conditions(True, Nothing)
        Await shapes.Conditions(False, 5)
        Await shapes.Loops()
        For Each what In {"a", "fail", "shorts", "longer"}
            Gate.Note($"{what}: {Await shapes.Handlers(what)}")
        Next
        Await shapes.Lambdas(2)
        Await shapes.Various()
        Await shapes.Fired()
        Try
            Await shapes.Failing()
        Catch ex As Exception
            Gate.Note("failed " & ex.GetType().Name)
        End Try
        Await Last()
    End Function

    Private Async Function Last() As Task
        Await Task.Yield()
        Gate.Note("last")
    End Function

    Public Function Run() As String
        Dim shapes As New Shapes(New Source())
        Dim text = ""
        For Each suspends In {False, True, True}
            text &= Gate.Run(suspends, Function() All(shapes))
        Next
        text &= Gate.Run(True, Function() shapes.Failing())
        Return text
    End Function
End Module
