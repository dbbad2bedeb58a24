#include "views/explore/log_view_accessible.h"

#include <QLocale>

#include "views/explore/log_view.h"

namespace causeway::views {

namespace {

constexpr int kColumns = LogView::ColumnCount;

// A cell is a place in the view; what it says follows the row that stands there.
class Cell : public QAccessibleInterface, public QAccessibleTableCellInterface {
public:
    Cell(const LogViewAccessible *table, int row, int column) : m_table(table), m_view(table->view()), m_row(row), m_column(column) {}

    [[nodiscard]] int index() const { return m_row * kColumns + m_column; }

    bool isValid() const override { return m_view != nullptr && m_row < m_table->rowCount(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    void setText(QAccessible::Text, const QString &) override {}
    QAccessible::Role role() const override { return QAccessible::Cell; }

    QString text(QAccessible::Text text) const override
    {
        if (!isValid())
            return {};
        const auto column = static_cast<LogView::Column>(m_column);
        if (text == QAccessible::Name || text == QAccessible::Value)
            return m_view->cellText(m_table->rowInView(m_row), column);
        return text == QAccessible::Description ? m_view->columnTitle(column) : QString();
    }
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const auto column = static_cast<LogView::Column>(m_column);
        QRect area = m_view->rowRect(m_table->rowInView(m_row));
        area.setLeft(m_view->columnLeft(column));
        area.setWidth(m_view->columnWidth(column));
        return area.translated(m_view->viewport()->mapToGlobal(QPoint()));
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = state.focusable = true;
        state.readOnly = true;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        const std::uint64_t row = m_table->rowInView(m_row);
        state.selected = m_view->selection().contains(row);
        state.focused = m_view->hasFocus() && m_view->currentRow() == row && m_column == LogView::TextColumn;
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface *>(this) : nullptr;
    }

    bool isSelected() const override { return state().selected; }
    QList<QAccessibleInterface *> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface *> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface *table() const override { return parent(); }

private:
    const LogViewAccessible *m_table;
    LogView *m_view;
    int m_row, m_column;
};

QAccessibleInterface *makeLogViewAccessible(const QString &className, QObject *object)
{
    auto *view = className == QLatin1String("causeway::views::LogView") ? qobject_cast<LogView *>(object) : nullptr;
    return view == nullptr ? nullptr : new LogViewAccessible(view);
}

} // namespace

void LogViewAccessible::install()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeLogViewAccessible);
        return true;
    }();
    (void)installed;
}

LogViewAccessible::LogViewAccessible(LogView *view) : QAccessibleWidget(view, QAccessible::Table) {}

LogViewAccessible::~LogViewAccessible()
{
    for (const QAccessible::Id id : qAsConst(m_cells))
        QAccessible::deleteAccessibleInterface(id);
}

LogView *LogViewAccessible::view() const { return static_cast<LogView *>(object()); }

void *LogViewAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TableInterface)
        return static_cast<QAccessibleTableInterface *>(this);
    return QAccessibleWidget::interface_cast(type);
}

QString LogViewAccessible::text(QAccessible::Text text) const
{
    if (text != QAccessible::Description || view()->rowCount() == 0)
        return QAccessibleWidget::text(text);
    const QLocale locale;
    return LogView::tr("lines %1 to %2 of %3")
        .arg(locale.toString(static_cast<qulonglong>(rowInView(0) + 1)), locale.toString(static_cast<qulonglong>(rowInView(rowCount() - 1) + 1)),
             locale.toString(static_cast<qulonglong>(view()->rowCount())));
}

int LogViewAccessible::columnCount() const { return kColumns; }
int LogViewAccessible::rowCount() const { return static_cast<int>(view()->visibleRows().size()); }
int LogViewAccessible::childCount() const { return rowCount() * kColumns; }

// Rows in view follow one another, whatever their heights.
std::uint64_t LogViewAccessible::rowInView(int row) const { return view()->topRow() + static_cast<std::uint64_t>(row); }

QAccessibleInterface *LogViewAccessible::child(int index) const
{
    if (index < 0 || index >= childCount())
        return nullptr;
    const auto found = m_cells.constFind(index);
    if (found != m_cells.constEnd())
        if (QAccessibleInterface *cell = QAccessible::accessibleInterface(*found))
            return cell;
    auto *cell = new Cell(this, index / kColumns, index % kColumns);
    m_cells.insert(index, QAccessible::registerAccessibleInterface(cell));
    return cell;
}

QAccessibleInterface *LogViewAccessible::cellAt(int row, int column) const
{
    return column < 0 || column >= kColumns || row < 0 ? nullptr : child(row * kColumns + column);
}

QAccessibleInterface *LogViewAccessible::childAt(int x, int y) const
{
    const QPoint at = view()->viewport()->mapFromGlobal(QPoint(x, y));
    const std::uint64_t row = view()->rowAt(at);
    if (row >= view()->rowCount())
        return nullptr;
    for (int column = kColumns - 1; column >= 0; --column)
        if (at.x() >= view()->columnLeft(static_cast<LogView::Column>(column)))
            return cellAt(static_cast<int>(row - view()->topRow()), column);
    return nullptr;
}

int LogViewAccessible::indexOfChild(const QAccessibleInterface *child) const
{
    const auto *cell = dynamic_cast<const Cell *>(child);
    return cell == nullptr ? -1 : cell->index();
}

QAccessibleInterface *LogViewAccessible::focusChild() const
{
    const std::uint64_t current = view()->currentRow();
    if (current < view()->topRow() || current >= view()->topRow() + static_cast<std::uint64_t>(rowCount()))
        return nullptr;
    return cellAt(static_cast<int>(current - view()->topRow()), LogView::TextColumn);
}

QList<QAccessibleInterface *> LogViewAccessible::selectedCells() const
{
    QList<QAccessibleInterface *> cells;
    for (const int row : selectedRows())
        for (int column = 0; column < kColumns; ++column)
            cells << cellAt(row, column);
    return cells;
}

QString LogViewAccessible::columnDescription(int column) const { return view()->columnTitle(static_cast<LogView::Column>(column)); }
QString LogViewAccessible::rowDescription(int row) const { return LogView::tr("line %1").arg(QLocale().toString(static_cast<qulonglong>(rowInView(row) + 1))); }

QList<int> LogViewAccessible::selectedRows() const
{
    QList<int> rows;
    for (int row = 0; row < rowCount(); ++row)
        if (isRowSelected(row))
            rows << row;
    return rows;
}

bool LogViewAccessible::isRowSelected(int row) const { return view()->selection().contains(rowInView(row)); }

bool LogViewAccessible::selectRow(int row)
{
    if (row < 0 || row >= rowCount())
        return false;
    view()->select(rowInView(row), isRowSelected(row) ? Qt::NoModifier : Qt::ControlModifier);
    return true;
}

bool LogViewAccessible::unselectRow(int row)
{
    if (row < 0 || row >= rowCount() || !isRowSelected(row))
        return false;
    view()->select(rowInView(row), Qt::ControlModifier);
    return true;
}

void LogView::notifyAccessible()
{
    if (!QAccessible::isActive())
        return;
    if (hasFocus() && m_current < rowCount()) {
        if (QAccessibleInterface *table = QAccessible::queryAccessibleInterface(this)) {
            auto *cell = static_cast<LogViewAccessible *>(table)->focusChild();
            const int index = cell == nullptr ? -1 : table->indexOfChild(cell);
            if (index >= 0) {
                QAccessibleEvent focus(this, QAccessible::Focus);
                focus.setChild(index);
                QAccessible::updateAccessibility(&focus);
            }
        }
    }
    QAccessibleEvent changed(this, QAccessible::VisibleDataChanged);
    QAccessible::updateAccessibility(&changed);
}

} // namespace causeway::views
