#include "views/explore/table_columns.h"

#include <QHeaderView>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTableView>

#include <algorithm>

#include "views/shell/settings.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr int kLeast = 280, kScrollBar = 20; // pixels
const QString kThatFit = QStringLiteral("fit");

} // namespace

TableColumns::TableColumns(QTableView &table, Settings &settings, const QString &key, int wide, std::vector<int> optional)
    : QObject(&table), m_table(table), m_settings(settings), m_key(key), m_wide(wide), m_optional(std::move(optional))
{
    QHeaderView *header = table.horizontalHeader();
    for (int column = 0; column < header->count(); ++column)
        m_widths.push_back(header->sectionSize(column));
    table.setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    header->setMinimumSectionSize(40);
    header->setSectionResizeMode(wide, QHeaderView::Stretch);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, [this, header](const QPoint &position) {
        auto *menu = new QMenu(&m_table);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        addChoices(*menu);
        menu->popup(header->viewport()->mapToGlobal(position));
    });
    connect(header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (width == 0 || m_placing || column == m_wide)
            return;
        m_widths[static_cast<std::size_t>(column)] = width;
        place(m_roomForWide);
    });
}

void TableColumns::place(int roomForWide)
{
    const QScopedValueRollback placing(m_placing, true);
    m_roomForWide = roomForWide;
    const auto isOptional = [this](int column) { return std::find(m_optional.begin(), m_optional.end(), column) != m_optional.end(); };
    const auto own = chosen();
    int room = m_table.width() - kScrollBar;
    for (int column = 0; column < static_cast<int>(m_widths.size()); ++column)
        if (column != m_wide && !isOptional(column))
            room -= m_widths[static_cast<std::size_t>(column)];
    for (const int column : m_optional) {
        const int width = m_widths[static_cast<std::size_t>(column)];
        const bool wanted = own && std::find(own->begin(), own->end(), column) != own->end();
        if (!own || wanted)
            room -= width; // where those that fit are shown a later one does not take the place of an earlier one
        const bool shown = own ? wanted : room >= roomForWide;
        m_table.setColumnHidden(column, !shown);
        if (shown)
            m_table.setColumnWidth(column, width);
    }
    const bool scrolls = own && room < kLeast;
    m_table.horizontalHeader()->setSectionResizeMode(m_wide, scrolls ? QHeaderView::Interactive : QHeaderView::Stretch);
    if (scrolls)
        m_table.setColumnWidth(m_wide, kLeast);
}

std::optional<std::vector<int>> TableColumns::chosen() const
{
    const QString stored = m_settings.value(m_key, kThatFit).toString();
    if (stored == kThatFit)
        return std::nullopt;
    std::vector<int> columns;
    for (const QString &part : stored.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        columns.push_back(part.toInt());
    return columns;
}

void TableColumns::remember(const QString &columns)
{
    m_settings.setValue(m_key, columns);
    place(m_roomForWide);
}

void TableColumns::choose(int column, bool shown)
{
    QStringList columns;
    for (const int one : m_optional)
        if (one == column ? shown : !m_table.isColumnHidden(one))
            columns << QString::number(one);
    remember(columns.join(QLatin1Char(' ')));
}

void TableColumns::addChoices(QMenu &menu)
{
    menu.setToolTipsVisible(true);
    for (const int column : m_optional) {
        QAction *action = menu.addAction(m_table.model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!m_table.isColumnHidden(column));
        connect(action, &QAction::triggered, this, [this, column](bool on) { choose(column, on); });
    }
    menu.addSeparator();
    QAction *fit = menu.addAction(tr("Those that fit"));
    fit->setCheckable(true);
    fit->setChecked(!chosen());
    fit->setToolTip(text::toolTip(tr("As many of them as leave room for the texts.")));
    connect(fit, &QAction::triggered, this, [this] { remember(kThatFit); });
}

} // namespace causeway::views
