#include "views/dialogs/shortcuts_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "views/theme/theme.h"

namespace causeway::views {

ShortcutsModel::ShortcutsModel(const ActionRegistry &actions, QObject *parent) : QAbstractTableModel(parent)
{
    for (const ActionRegistry::Entry &entry : actions.entries())
        if (!entry.spec.shortcuts.isEmpty())
            m_entries.push_back(entry);
}

int ShortcutsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_entries.size()); }
int ShortcutsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : Columns; }

QVariant ShortcutsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid) || role != Qt::DisplayRole)
        return {};
    const ActionSpec &spec = m_entries[static_cast<std::size_t>(index.row())].spec;
    switch (index.column()) {
    case Group: return spec.group;
    case Action: return QString(spec.text).remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    case Shortcut: return QKeySequence::listToString(spec.shortcuts, QKeySequence::NativeText).replace(QStringLiteral("; "), tr(" or "));
    case Help: return spec.help;
    default: return {};
    }
}

QVariant ShortcutsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Group: return tr("Where");
    case Action: return tr("What");
    case Shortcut: return tr("Keys");
    case Help: return tr("What it does");
    default: return {};
    }
}

ShortcutsDialog::ShortcutsDialog(const ActionRegistry &actions, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(760, 520);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    auto *typed = new QLineEdit(this);
    typed->setPlaceholderText(tr("Search"));
    typed->setAccessibleName(tr("Search shortcuts"));
    typed->setClearButtonEnabled(true);
    auto *shown = new QSortFilterProxyModel(this);
    shown->setSourceModel(new ShortcutsModel(actions, this));
    shown->setFilterKeyColumn(-1);
    shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    connect(typed, &QLineEdit::textChanged, shown, &QSortFilterProxyModel::setFilterFixedString);
    auto *table = new QTableView(this);
    table->setModel(shown);
    table->setAccessibleName(tr("Shortcuts"));
    table->setTabKeyNavigation(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->resizeColumnsToContents();
    table->horizontalHeader()->setSectionResizeMode(ShortcutsModel::Help, QHeaderView::Stretch);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents); // a help may take two lines
    table->verticalHeader()->setMinimumSectionSize(28);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(typed);
    layout->addWidget(table, 1);
    layout->addWidget(buttons);
    typed->setFocus();
}

} // namespace causeway::views
