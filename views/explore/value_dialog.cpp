#include "views/explore/value_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

#include "views/explore/table_look.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kSortRole = Qt::UserRole + 1, kIndexRole = Qt::UserRole + 2;
enum Column { Value, Lines, Share, Columns };

} // namespace

QString valueText(const std::string &value) { return value.empty() ? ValueDialog::tr("(empty)") : text::fromBytes(value); }

ValueDialog::ValueDialog(const engine::ParameterSummary &summary, const QString &name, std::function<void(QMenu &, const std::string &)> addActions, QWidget *parent)
    : QDialog(parent), m_values(summary.top), m_addActions(std::move(addActions)), m_table(new QTableView(this)), m_shown(new QSortFilterProxyModel(this))
{
    setWindowTitle(tr("Values of “%1”").arg(name));
    resize(560, 520);
    auto *model = new QStandardItemModel(0, Columns, this);
    model->setHorizontalHeaderLabels({tr("Value"), tr("Lines"), tr("Share")});
    for (const Column column : {Lines, Share})
        model->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const auto count = static_cast<qulonglong>(m_values[i].count);
        const QString shown = valueText(m_values[i].text);
        auto *value = new QStandardItem(shown);
        value->setFont(theme::monospaced());
        value->setToolTip(text::toolTip(shown));
        value->setData(shown, kSortRole);
        value->setData(static_cast<qulonglong>(i), kIndexRole);
        auto *lines = new QStandardItem(text::number(static_cast<std::int64_t>(count)));
        auto *share = new QStandardItem(text::percent(static_cast<double>(count) / static_cast<double>(std::max<std::uint64_t>(summary.count, 1))));
        for (QStandardItem *item : {lines, share}) {
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            item->setData(count, kSortRole);
        }
        model->appendRow({value, lines, share});
    }
    m_shown->setSourceModel(model);
    m_shown->setSortRole(kSortRole);
    m_shown->setFilterKeyColumn(Value);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    auto *typed = new QLineEdit(this);
    typed->setPlaceholderText(tr("Values that contain …"));
    typed->setAccessibleName(tr("Values that contain"));
    typed->setClearButtonEnabled(true);
    connect(typed, &QLineEdit::textChanged, m_shown, &QSortFilterProxyModel::setFilterFixedString);
    prepareTable(*m_table, tr("Values"));
    m_table->setModel(m_shown);
    m_table->horizontalHeader()->setSectionResizeMode(Value, QHeaderView::Stretch);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(Lines, Qt::DescendingOrder);
    m_table->setToolTip(text::toolTip(tr("Double click or Enter shows the lines with the value only")));
    layout->addWidget(typed);
    layout->addWidget(m_table, 1);
    if (summary.more || summary.distinct > m_values.size()) {
        auto *note = new QLabel(this);
        note->setTextFormat(Qt::PlainText);
        note->setWordWrap(true);
        note->setForegroundRole(QPalette::PlaceholderText);
        note->setText(summary.more ? text::render(Message(CAUSEWAY_TEXT("The commonest %1 of the %2 values that came first; there are more, which are not told apart."), m_values.size(), summary.distinct))
                                   : text::render(Message(CAUSEWAY_TEXT("The commonest %1 of %2 values."), m_values.size(), summary.distinct)));
        layout->addWidget(note);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton *filter = buttons->addButton(tr("&Show only these lines"), QDialogButtonBox::ActionRole);
    filter->setAccessibleName(tr("Show only these lines"));
    for (QAbstractButton *button : buttons->buttons())
        static_cast<QPushButton *>(button)->setAutoDefault(false);
    const auto look = [this, filter] {
        filter->setEnabled(current().has_value());
        filter->setToolTip(text::toolTip(filter->isEnabled() ? tr("Filters to the lines with the chosen value") : tr("Choose a value first.")));
    };
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, look);
    connect(m_shown, &QAbstractItemModel::rowsRemoved, this, look);
    look();
    connect(filter, &QPushButton::clicked, this, &ValueDialog::choose);
    connect(m_table, &QTableView::activated, this, &ValueDialog::choose);
    connect(m_table, &QTableView::customContextMenuRequested, this, &ValueDialog::showMenu);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    typed->setFocus();
}

std::optional<std::string> ValueDialog::current() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows(Value);
    if (rows.isEmpty())
        return std::nullopt;
    return m_values[static_cast<std::size_t>(rows.front().data(kIndexRole).toULongLong())].text;
}

void ValueDialog::choose()
{
    if (const auto value = current()) {
        Q_EMIT chosen(*value);
        accept();
    }
}

void ValueDialog::showMenu(const QPoint &position)
{
    const auto value = current();
    if (!value)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_addActions(*menu, *value);
    connect(menu, &QMenu::triggered, this, &QDialog::accept);
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

} // namespace causeway::views
