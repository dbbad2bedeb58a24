#include "views/boundaries/move_list.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

using boundaries::kNoService;

MoveList::MoveList(BoundaryDesk &desk, QWidget *parent) : QFrame(parent, Qt::Popup), m_desk(desk), m_classes(desk.selected()), m_filter(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Move to"));
    auto *title = new QLabel(m_classes.size() == 1 ? tr("Move %1 to").arg(desk.className(m_classes.front())) : tr("Move %1 classes to").arg(text::number(static_cast<std::int64_t>(m_classes.size()))), this);
    title->setTextFormat(Qt::PlainText);
    m_filter->setPlaceholderText(tr("Find a service"));
    m_filter->setAccessibleName(tr("Find a service"));
    m_list->setAccessibleName(tr("Services"));
    m_list->setUniformItemSizes(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kMargin, theme::kMargin, theme::kMargin, theme::kMargin);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(title);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    setFixedSize(320, 340);

    // Services by what pulls the first of them there; the pull is told.
    std::map<std::uint32_t, double> pulls;
    double all = 0;
    if (desk.reasons())
        for (const engine::ServicePull &pull : desk.reasons()->pulls) {
            pulls[pull.service] = pull.weight;
            all += pull.weight;
        }
    const boundaries::Split &split = desk.split()->split;
    std::vector<std::uint32_t> sizes(split.services.size()), order(split.services.size());
    for (const std::uint32_t s : split.serviceOf)
        if (s != kNoService)
            ++sizes[s];
    for (std::uint32_t s = 0; s < order.size(); ++s)
        order[s] = s;
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return pulls[a] > pulls[b]; });
    const std::uint32_t own = m_classes.empty() ? kNoService : split.serviceOf[m_classes.front()];
    const bool together = std::ranges::all_of(m_classes, [&](std::uint32_t one) { return split.serviceOf[one] == own; });
    const auto add = [this](const QString &text, std::uint32_t service) {
        auto *item = new QListWidgetItem(text, m_list);
        item->setData(Qt::UserRole, service);
    };
    for (const std::uint32_t s : order)
        if (!together || s != own)
            add(pulls[s] > 0 ? tr("%1  ·  %2 classes  ·  %3 of the pull").arg(desk.serviceName(s), text::number(static_cast<std::int64_t>(sizes[s])), text::percent(pulls[s] / all))
                             : tr("%1  ·  %2 classes").arg(desk.serviceName(s), text::number(static_cast<std::int64_t>(sizes[s]))),
                s);
    add(tr("+ A new service"), BoundaryDesk::kNewService);
    if (!together || own != kNoService)
        add(tr("− Out of all services"), kNoService);
    m_list->setCurrentRow(0);
    m_filter->installEventFilter(this);
    setFocusProxy(m_filter);
    connect(m_filter, &QLineEdit::textChanged, this, &MoveList::narrow);
    connect(m_list, &QListWidget::itemClicked, this, &MoveList::take);
    connect(m_list, &QListWidget::itemActivated, this, &MoveList::take);
}

void MoveList::narrow(const QString &text)
{
    int first = -1;
    for (int i = 0; i < m_list->count(); ++i) {
        const bool shown = m_list->item(i)->text().contains(text.trimmed(), Qt::CaseInsensitive);
        m_list->item(i)->setHidden(!shown);
        if (shown && first < 0)
            first = i;
    }
    m_list->setCurrentRow(first);
}

bool MoveList::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown: QCoreApplication::sendEvent(m_list, event); return true;
        case Qt::Key_Return:
        case Qt::Key_Enter: take(); return true;
        default: break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void MoveList::take()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (item == nullptr || item->isHidden())
        return;
    const std::uint32_t service = item->data(Qt::UserRole).toUInt();
    close();
    m_desk.move(m_classes, service);
}

void showMoveList(BoundaryDesk &desk, QWidget *at)
{
    if (desk.split() == nullptr || desk.selected().empty() || at == nullptr)
        return;
    auto *list = new MoveList(desk, at);
    list->move(at->mapToGlobal(QPoint(std::max(0, (at->width() - list->width()) / 2), std::max(0, std::min(at->height() / 4, at->height() - list->height())))));
    list->show();
    list->filter().setFocus();
}

} // namespace causeway::views
