#include "views/explore/why_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>
#include <QVBoxLayout>

#include <algorithm>

#include "views/models/line_text.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString wordText(const std::string &word)
{
    QString shown = toLineText(word).text;
    return shown.replace(QStringLiteral("<*>"), QStringLiteral("‹*›")).replace(QLatin1Char('\n'), QChar(char16_t(0x21b5)));
}

} // namespace

WhyDialog::WhyDialog(const engine::ExplainPatternsResponse &answer, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(answer.onePattern ? tr("Why this is one pattern") : tr("Why these are not one pattern"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    layout->setSpacing(theme::kGroup);

    std::vector<std::pair<int, int>> above, below; // what differs: where it begins, how long it is
    for (const auto &word : answer.words) {
        const QString a = wordText(word.a), b = wordText(word.b);
        const qsizetype width = std::max(a.size(), b.size()) + 1;
        if (word.differs) {
            above.emplace_back(static_cast<int>(m_above.size()), static_cast<int>(a.size()));
            below.emplace_back(static_cast<int>(m_below.size()), static_cast<int>(b.size()));
        }
        m_above += a.leftJustified(width);
        m_below += b.leftJustified(width);
    }
    auto *texts = new QPlainTextEdit(this);
    texts->setReadOnly(true);
    texts->setLineWrapMode(QPlainTextEdit::NoWrap);
    texts->setFont(theme::monospaced());
    texts->setAccessibleName(tr("Both texts, one above the other"));
    texts->setPlainText(m_above + QLatin1Char('\n') + m_below);
    QList<QTextEdit::ExtraSelection> marks;
    QColor ground = theme::color(theme::Tone::Warning);
    ground.setAlpha(theme::isDark() ? 110 : 70);
    for (const auto &[block, ranges] : {std::pair{0, &above}, {1, &below}})
        for (const auto &[begin, length] : *ranges) {
            if (length == 0)
                continue;
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(texts->document()->findBlockByNumber(block));
            mark.cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor, begin);
            mark.cursor.movePosition(QTextCursor::Right, QTextCursor::KeepAnchor, length);
            mark.format.setBackground(ground);
            mark.format.setFontUnderline(true);
            marks.push_back(mark);
        }
    texts->setExtraSelections(marks);
    texts->setFixedHeight(2 * QFontMetrics(texts->font()).lineSpacing() + 2 * static_cast<int>(texts->document()->documentMargin()) + texts->horizontalScrollBar()->sizeHint().height() + 4);
    layout->addWidget(texts);

    QStringList said;
    for (const Message &sentence : answer.sentences)
        said << text::render(sentence).replace(QStringLiteral("<*>"), QStringLiteral("‹*›"));
    m_sentences = said.join(QLatin1Char('\n'));
    auto *label = new QLabel(said.join(QStringLiteral("\n\n")), this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    layout->addWidget(label);
    layout->addStretch(1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    if (answer.a.value != 0 && answer.b.value != 0 && answer.a != answer.b) {
        auto *merge = buttons->addButton(tr("&Merge the patterns"), QDialogButtonBox::ActionRole);
        merge->setAutoDefault(false);
        merge->setAccessibleName(tr("Merge the patterns"));
        merge->setToolTip(text::toolTip(tr("Both become one pattern; Undo takes it back.")));
        connect(merge, &QPushButton::clicked, this, [this] {
            Q_EMIT mergeAsked();
            accept();
        });
    }
    layout->addWidget(buttons);
    // As wide as the texts where the window has the room; else what differs is scrolled to, from the first place on.
    constexpr int kWidth = 760;
    const int around = 2 * theme::kGroup + 2 * (texts->frameWidth() + static_cast<int>(texts->document()->documentMargin()));
    const int letter = texts->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int most = parent == nullptr ? kWidth : std::max(kWidth, parent->window()->width() * 9 / 10);
    resize(std::clamp(static_cast<int>(m_above.size() + 1) * letter + around, kWidth, most), sizeHint().height());
    if (!above.empty()) {
        const int begin = above.front().first, fitting = std::max(1, (width() - around) / letter - 2);
        const int end = std::max(above.back().first + above.back().second, below.back().first + below.back().second);
        QTextCursor seen(texts->document());
        seen.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor, std::min(end, begin + fitting)); // when it is shown the cursor is in sight
        texts->setTextCursor(seen);
    }
}

QString WhyDialog::texts() const { return m_above + QLatin1Char('\n') + m_below; }

} // namespace causeway::views
