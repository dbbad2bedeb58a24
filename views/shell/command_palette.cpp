#include "views/shell/command_palette.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPointer>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

class PaletteDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {200, 32}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QPalette &palette = option.palette;
        const bool chosen = option.state.testFlag(QStyle::State_Selected);
        const QString whyNot = index.data(PaletteModel::WhyNotRole).toString();
        const QPalette::ColorGroup group = whyNot.isEmpty() ? QPalette::Normal : QPalette::Disabled;
        painter->save();
        if (chosen)
            painter->fillRect(option.rect, palette.color(QPalette::Normal, QPalette::Highlight));
        const QColor ink = chosen ? palette.color(QPalette::Normal, QPalette::HighlightedText) : palette.color(group, QPalette::Text);
        const QColor faint = chosen ? ink : theme::muted();
        QRect area = option.rect.adjusted(theme::kGroup, 0, -theme::kGroup, 0);
        const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
        if (!icon.isNull())
            icon.paint(painter, QRect(area.left(), area.center().y() - 8, 16, 16), Qt::AlignCenter, chosen ? QIcon::Selected : whyNot.isEmpty() ? QIcon::Normal : QIcon::Disabled);
        area.setLeft(area.left() + 28);
        painter->setFont(option.font);
        const QString shortcut = index.data(PaletteModel::ShortcutRole).toString();
        painter->setPen(faint);
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, shortcut);
        area.setRight(area.right() - painter->fontMetrics().horizontalAdvance(shortcut) - theme::kGroup);
        painter->setPen(ink);
        const QString text = index.data(Qt::DisplayRole).toString();
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter, painter->fontMetrics().elidedText(text, Qt::ElideRight, area.width()));
        area.setLeft(area.left() + painter->fontMetrics().horizontalAdvance(text) + theme::kGrid + 4);
        painter->setPen(faint);
        const QString aside = whyNot.isEmpty() ? index.data(PaletteModel::GroupRole).toString() : whyNot;
        if (area.width() > 40)
            painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter, painter->fontMetrics().elidedText(aside, Qt::ElideRight, area.width()));
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(const ActionRegistry &actions, const QString &scope, QWidget *parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint), m_model(new PaletteModel(actions, scope, this)), m_typed(new QLineEdit(this)), m_list(new QListView(this))
{
    setWindowTitle(tr("Command palette"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, theme::kMargin, 1, 1);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(theme::kMargin, 0, theme::kMargin, 0);
    m_typed->setPlaceholderText(tr("Type what you want to do"));
    m_typed->setAccessibleName(tr("Find a command"));
    m_typed->addAction(theme::icon(QStringLiteral("command")), QLineEdit::LeadingPosition);
    m_typed->setMinimumHeight(32);
    top->addWidget(m_typed);
    layout->addLayout(top);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setAccessibleName(tr("Commands"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    layout->addWidget(m_list);
    m_nothing = new QLabel(tr("No command is called like that"), this);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_nothing->setContentsMargins(0, theme::kGroup, 0, 0);
    m_nothing->hide();
    layout->addWidget(m_nothing, 1);
    resize(620, 8 * 32 + 3 * 16 + 100);
    m_typed->installEventFilter(this);
    connect(m_typed, &QLineEdit::textChanged, this, [this](const QString &typed) {
        m_model->setTyped(typed);
        m_list->setCurrentIndex(m_model->index(0));
        m_list->setVisible(m_model->rowCount() > 0);
        m_nothing->setVisible(m_model->rowCount() == 0);
    });
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    m_list->setCurrentIndex(m_model->index(0));
}

void CommandPalette::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (const QWidget *window = parentWidget()) {
        const QPoint corner = window->mapToGlobal(QPoint((window->width() - width()) / 2, std::max(40, window->height() / 8)));
        move(corner);
    }
    m_typed->setFocus();
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    // It has no frame of the window manager's.
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.setPen(palette().color(QPalette::Shadow));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_typed && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const int rows = m_model->rowCount();
        const int row = m_list->currentIndex().row();
        switch (key->key()) {
        case Qt::Key_Down: m_list->setCurrentIndex(m_model->index(std::min(rows - 1, row + 1))); return true;
        case Qt::Key_Up: m_list->setCurrentIndex(m_model->index(std::max(0, row - 1))); return true;
        case Qt::Key_PageDown: m_list->setCurrentIndex(m_model->index(std::min(rows - 1, row + 10))); return true;
        case Qt::Key_PageUp: m_list->setCurrentIndex(m_model->index(std::max(0, row - 10))); return true;
        case Qt::Key_Return:
        case Qt::Key_Enter: run(m_list->currentIndex()); return true;
        default: break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::run(const QModelIndex &index)
{
    QPointer<QAction> action = m_model->action(index.row());
    if (action == nullptr || !action->isEnabled())
        return; // its reason is written beside it
    accept();
    // After the palette has gone: the action may open a dialog of its own.
    QMetaObject::invokeMethod(action.data(), &QAction::trigger, Qt::QueuedConnection);
}

} // namespace causeway::views
