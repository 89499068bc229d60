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
