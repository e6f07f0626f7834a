"""What a text states, clause by clause: its sentences, which clauses are denied, and which only list words."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from quizapp.kinds.typed import folded
from quizapp.kinds.wording import running

_ABBREVIATED = r"(?<!i\.e\.)(?<!e\.g\.)(?<!vs\.)(?<!etc\.)"
_SENTENCE = re.compile(rf"(?<=[.!]){_ABBREVIATED}\s+|(?<=[;；])|[。!\n]+|(?<=\?)")  # in folded text
_WRAPPED_LINE = re.compile(r"(?<=[a-z0-9,])[ \t]*\n[ \t]*(?=[a-z0-9(])")  # as in an e-mail
_CLAUSE = re.compile(
    r"[,:—]|--|(?<!\w)(?=(?:but|whereas|while|although|though|so that|so|which|whose|since|however|yet)\b)"
    r"|(?=rather than\b|instead of\b|而不是|而非)|(?=但是|但|而是|却|所以|因此|虽然|尽管|然而|于是|从而)"
)
_NEGATION_EN = (
    r"\b(?:not|no|never|neither|nor|none|nothing|cannot|without|hardly|rarely|lacks?|lacking|unable"
    r"|fail(?:s|ed)? to|rather than|instead of|absent|dont|doesnt|isnt|arent|cant|wont|didnt|wasnt"
    r"|barely|scarcely|seldom|useless|pointless|futile|in vain|a waste of|far from|ceases?|nobody"
    r"|nowhere)\b|n't\b"
)
_NEGATION_ZH = (
    r"不|没|无|非|未|别|毫无|勿|假|否认|并非|缺少|缺乏|而不是|而非|白费|徒劳|多余|谁说|哪有|哪里会|休想"
)
_NEGATION = re.compile(f"{_NEGATION_EN}|{_NEGATION_ZH}")
_DENIES_WHAT_FOLLOWS = re.compile(
    r"(?:\bnot|n't|\bcannot|\bnever|\bhardly) (?:\w+ )?(?:mean|say|saying|claim|imply|true|so|the case"
    r"|correct|right"
    r"|believe|think|agree|accept|buy|as if|as though|that)\b"
    r"|\b(?:nobody|no one|no researcher|no expert|refus\w+ to|reject\w*|doubts?|doubted|doubtful"
    r"|den(?:y|ies|ied)"
    r"|disagree\w*|dispute[sd]?|contrary to|as if|as though|supposedly|allegedly|by no means|in no way"
    r"|on no account"
    r"|under no circumstances|at no point|no evidence)\b"
    r"|(?:不是|并非|非|不)说|别(?:以为|信|相信)|不要(?:以为|相信)|(?:没|没有|谁也没|哪)(?:有)?人|谁也不"
    r"|不(?:意味|代表|认为|相信|觉得"
    r"|同意|赞同|赞成|认同|承认|信)|拒绝|否认|怀疑|质疑|反对|不见得|未必|谈不上|算不上|难道|岂|怎么可能"
    r"|怎么会|很难想象"
)
_TURNS = re.compile(
    r"^\W*(?:but|rather|instead|however|in fact|in reality|actually|yet|it is just|only that"
    r"|而是|但|其实|实际上|事实上|只是|相反|不过|可是|然而)"
)
_CONTINUES = re.compile(
    r"^\W*(?:or|nor|and (?:that|nor|neither|any|the|a|an))\b|^\W*(?:a|an|the|any)(?: \w+){1,3}$"
    r"|^\W*(?:或|也(?!就)|更|亦)"
)
_AFFIRMED = re.compile(  # twice denied
    r"(?:\bnot|n't|\bnever|\bhardly|\bneither|\bnothing)(?: (?:at all|really|entirely|quite|strictly|so"
    r"|exactly))?"
    r" (?:wrong|false|untrue|incorrect|mistaken|a myth|a misconception|nonsense|a secret|unusual"
    r"|uncommon)\b"
    r"|\bno (?:accident|coincidence|denying|question|secret|myth)\b|\bundeniabl\w+|\b(?:cannot"
    r"|can't) (?:help but|but)\b"
    r"|\b(?:cannot|can't|nobody can|nobody would|no one can) (?:be )?(?:denied|deny|dispute|disputed"
    r"|doubt|ignore)\b"
    r"|\bnot (?:deny|doubt|dispute)\b|\bno doubt\b"
    r"|没错|没有错|并不错|不假|不无道理|毫无疑问|毋庸置疑|无疑|(?:不能|不可|无可|无法|无从)否认"
    r"|不容置疑|不是(?:谣言|误解|误会|错的)"
    r"|并非(?:谣言|误解|误会)"
)
_NO_NEGATION = re.compile(
    rf"{_AFFIRMED.pattern}|"
    r"\bnot (?:only|just|merely|simply|to mention|surprising\w*)\b|\bno (?:matter|longer than|doubt|wonder"
    r"|more than)\b|\bnothing but\b"
    r"|\bindependent\b|\bwhy not\b|\bor not\b|\bwithout (?:bound|limit)\b"
    r"|不仅|不只|不但|不光|不单|不过|不同|不断|不得不|不管|不论|无论|无穷|无限|无界|非线性|非常|不稳定|不收敛"
    r"|是否|能否|否则|除非|不然"
    r"|无关|不变|特别|分别|区别|识别|类别|级别|个别|差别|别的|别名|假设|假如|未来|不妨|不难|无非|不可避免"
    r"|几乎没有|几乎不|([\u4e00-\u9fff])[不没]\1|不至于|差不多|不一样|不相同|对不对|不止|非零|非有限|无监督|无偏"
)
_REFUTED = re.compile(
    r"\b(?:is|are|was|were|be|sounds?|all|both|that's|it's|this's)\s+(?:all |just |simply |plainly "
    r"|completely |totally |also |both )?"
    r"(?:wrong|false|untrue|incorrect|nonsense|a myth|mistaken|not true|not right|not correct|not the case"
    r"|a misconception|meaningless)\b"
    r"|\b(?:isn't|aren't|not) (?:true|right|correct|the case)\b"
    r"|\b(?:myths?|misconceptions?|fallac(?:y|ies)|misunderstandings?|hoax|rumou?rs?|nonsense|rubbish"
    r"|bogus|baseless"
    r"|bullshit|bunk|hogwash|unfounded|groundless|ludicrous|absurd|ridiculous|untrue|old wives' tale"
    r"|fairy tale"
    r"|urban legend"
    r"|disprove[nd]?|debunk\w*|refuted?|discredited|so they say|far from (?:true|the truth)"
    r"|mistaken(?!ly))\b"
    r"|\b(?:wrong|false|incorrect|untrue|a lie|a mistake|an error) (?:to (?:say|think|believe|claim"
    r"|assume|state)|that)\b"
    r"|(?:\bnot|n't|\bno longer|\bnone of (?:this|that|it|these|them|those)) (?:\w+ )?(?:holds?(?: up"
    r"| water)?$|hold up"
    r"|stand up|the truth|what happens|how (?:it|this|that) works)"
    r"|\bnone of (?:this|that|it|these|those|them) (?:holds?|is|are|works?|happens?|makes?)\b"
    r"|\bdon't (?:fall for|believe)\b"
    r"|\bthe (?:exact )?opposite is (?:true|the case)\b|\bcontradicts? the facts\b"
    r"|站不住脚|没有?(?:任何)?(?:根据|依据|道理|这回事|这种事|那回事|的事)|毫无(?:根据|依据|道理)"
    r"|无(?:根据|稽)|经不起|大错特错|不实|荒谬|荒唐"
    r"|胡说|瞎说|胡扯|扯淡|瞎扯|乱讲|乱说|误传|谬论|谬误|误区|误会|谣传|传言|谎言|讹传|推翻|证伪|驳斥"
    r"|驳倒|不靠谱|不可信|说不通|讲不通"
    r"|不敢苟同|难以苟同|难以成立|无法成立|不能成立|没道理|不符(?:合)?(?:事实|实际)|与事实不符"
    r"|与实际不符|与事实相反|才怪|骗人|说反了"
    r"|[,:](?:事实|实际)?上?(?:却|则)?(?:恰恰|正好|刚好)相反\W*$|不是这么回事|不是那么回事|并非事实"
    r"|不是事实|不属实|失实|错误地(?:认为|以为)"
    r"|错误的(?:观点|观念|看法|认识|认知|印象)|误以为"
    r"|是错的|是错误的|错误的说法|都错|不对(?!劲|称|等)|不正确|不成立|说法错|是假的|误解|谣言|没有意义"
    r"|毫无意义|无意义|并不是这样|不是这样|并非如此|子虚乌有|纯属"
)
_REFERS_BACK = re.compile(
    r"^(?:but |no,? |well,? |in fact,? )*(?:that|this|it|these|those|they|he|she|all (?:of )?(?:this"
    r"|that|these|the above)"
    r"|both|everything|none of (?:this|that|these)|the above)\b.{0,40}$"
    r"|^(?:但|其实|可是|不过)*(?:这|那|以上|上述|前面|它们|他们|全都|都|此话|这些|上面|全是|统统|纯属).{0,16}$"
)
_SAYS_NO = re.compile(
    r"(?:but |well,? |sorry,? )*(?:no|nope|wrong|false|not (?:at all|really|so|quite|true|in the least"
    r"|a chance)|hardly|far from it"
    r"|nonsense|rubbish|quite the (?:opposite|contrary)|on the contrary|the opposite|absolutely not"
    r"|of course not|never"
    r"|(?:wrong|false) (?:again|too|also|as well)|also (?:wrong|false)"
    r"|i (?:disagree|doubt it|don't (?:think|believe) so|don't agree|don't buy (?:it|this|that)))\W*"
    r"|(?:但|其实|才)*(?:错|错了|不对|不是|并不|非也|才怪|胡说|胡扯|瞎说|大错特错|恰恰相反|正好相反"
    r"|当然不是|怎么可能|不可能|绝不"
    r"|(?:我)?(?:不|并不|可不)(?:同意|这么认为|这样认为|这么看|赞同|相信|信|认同))\W*"
)
_ABOUT_CLAIMS = re.compile(  # it speaks of what people say or believe, which may be to deny it
    r"\b(?:anyone|anybody|someone|somebody|everyone|everybody|whoever|people|beginners?|folks|few"
    r"|critics?|those|some"
    r"|they(?! tell)|you(?:'ll)?|many|most)(?: \w+)? (?:will |would |might |may )?(?:who )?(?:say|says|said"
    r"|think|thinks|believe|believes|claim"
    r"|claims|tell|tells|told|agree|argue|argues|suppose|assume|hear|swear)\b"
    r"|\b(?:claim(?:s|ed)?|notion|belief|legend|opinion|superstition|hype|snake oil|overrated"
    r"|lies(?! (?:in|with|at|on|near|between|above|below|within))"
    r"|kidding|fooling|joke"
    r"|gets? (?:it |this |that )?wrong|imagine|truth|falsehood|mistake|folklore|fantasy|fiction"
    r"|invented|fabricat\w+"
    r"|alleged|said to|rumored|idea that|pretend\w*|laughable|disbelie\w+|skeptical|sceptical"
    r"|unconvinced)\b"
    r"|\bmade up(?! of)\b|\bfull of\b"
    r"|说法|论调|论点|主张|观点|传说|传闻|听说|据说|传言|有人|谁|的人都?|骗|当真|外行|误导|虚构|编(?:的"
    r"|造|出来)|搞错|弄错|搞反|弄反"
    r"|以为|不信|相信|不然$|与其|不如说|想象|忽悠|鬼话|笑话|神话|迷信|妄想|臆|吹牛|扯|是假|伪(?!影)"
    r"|论断|命题|话[是都]|这话"
    r"|(?<!就是)(?<!句话)(?<![来般体如可之单的再者先])(?<!可以)(?<!简单地)(?<!严格)(?<!直观)说(?![明起到清完出白])"
)
_ENDS_IN_VERDICT = re.compile(
    r"(?:[,:—-]|\.\.\.)\s*(?:(?:also|all|totally|completely|plain|just|simply|both|again) )*"
    r"(?:false|wrong|no|untrue|nope|incorrect|not true|not so|not at all|never)\W*$"
    r"|[,:—]\s*(?:都|全|也)?(?:错|错了|不对|假的|否|不是|没有)\W*$"
)
_ABOUT_WHAT_FOLLOWS = re.compile(
    r"\b(?:the following|what follows|here (?:are|is)|some|common)\b.*:|(?:以下|下面|下列|几个|常见).*[::]|:$"
)
_EVERYTHING = re.compile(r"\b(?:all|everything|none|the above|both)\b|以上|上述|全都|上面|都")
_ASKS = re.compile(r"\?\s*$|(?:吗|么|呢)\W*$")
_FUNCTION_WORDS = re.compile(
    r"\b(?:the|a|an|of|in|on|at|to|from|by|with|for|into|over|as|than|and|or|but|if|when|while|because|so"
    r"|which|that|this|these|those"
    r"|it|its|they|their|there|we|you|i|one|each|every|all|both|only|is|are|was|were|be|been|being|has|have"
    r"|had|do|does|did"
    r"|can|may|might|will|would|should|must|could|across|through|between|within|after|before|until|then"
    r"|also"
    r"|too|at|per|about|whatever|what"
    r"|any|some|such|more|most|less|much|many|same|other|another|up|down|out|where|how|just|still|gets?"
    r"|goes"
    r"|makes?|means?|uses?|takes?|gives?)\b"
)
_WORD = re.compile(r"[a-z][a-z0-9_']*")
_HAN = re.compile("[\u3400-\u9fff]")
_FUNCTION_CHARACTERS = re.compile(
    "[的了是在把被与和或就会要有从到对给让使因所如每只都也而不能可以为等由将则及后前里中上下它这那个种其之于很更最还再又没无才越各几两些此用先成来去得着]"
)
_LISTED = re.compile("(?<=[\u3400-\u9fff])[\\s,/|+]+(?=[\u3400-\u9fff])|、")
_SIGNS = re.compile(r"[=<>→]|->|\([^()]+\)")
_VERB = (
    r"(?:is|are|was|were|be|been|has|have|had|do|does|did|can|cannot|may|might|will|would|should|must"
    r"|could|let|lets"
    r"|isn't|aren't|don't|doesn't|can't|won't|it's|that's|there's|we're|they're|you'd|i'd|we'd|i'll"
    r"|we'll|you'll|'s|'re"
    r"|(?:take|keep|make|get|give|go|come|pass|carry|carrie|feed|us|use|contain|depend|need|see|look"
    r"|mean|say|call|put"
    r"|hold|choos|choose|decid|decide|mix|merg|merge|combin|combine|add|becom|become|turn|stay|remain"
    r"|run|comput|compute"
    r"|process|read|stop|cost|lead|caus|cause|happen|help|bring|start|begin|appl|apply|applie|compar"
    r"|compare|work|try"
    r"|trie|check|print|show|tell|confirm|differ|drop|lose|losing|reduc|reduce|prevent|avoid|follow"
    r"|allow|want|know|think"
    r"|rememb|remember|stor|store|sav|save|flow|mov|move|travel|return|replac|replace|prefer|consist"
    r"|produc|produce|map"
    r"|receiv|receive|return|accumulat|accumulate|shrink|scal|scale|chang|change|bound|limit|handl"
    r"|handle|solv|solve"
    r"|increas|increase|decreas|decrease|decay|grow|plot|record|measur|measure|cut|split|treat|leav"
    r"|leave|forget|write"
    r"|sum|summariz|summarize|rel|rely|relie|fix|switch|vary|varie|requir|require|spread|jump|appear"
    r"|point|drown|reach"
    r"|disappear|prov|prove|explain|expect|matter|concern|serv|serve|end|amount|exceed|behav|behave"
    r"|throw|hit|watch|set|multiply|multiplie|multipli|fall|chop|find)"
    r"(?:s|es|d|ed|n|en|ing|ting|ning|ping)?"
    r"|took|kept|made|got|gave|given|went|gone|came|said|held|chose|became|ran|led|brought|began|told"
    r"|knew|known|thought"
    r"|left|lost|meant|seen|saw|done|grew|grown|shrank|shrunk|found|threw|thrown)"
)
_VERB_EN = re.compile(rf"(?<![a-z']){_VERB}(?![a-z'])")
_VERB_ZH = re.compile(
    "[是有把被会要能可等变乘传算得给取读写做看用让使需说叫学存留走加减降升调换送递流记保靠看怕想应该去带来进出成为拿接走剩按查画量停退往将经由]"
)
_UNGRAMMATICAL = re.compile(
    r"\b(?:the|an) (?:of|in|on|at|to|from|by|with|for|and|or|is|are|has|have|the|a|an)\b"
    r"|\b(?:of|with|by|for|from|into) (?:and|or|is|are|has|have|of|by|with)\b"
    r"|\b(?:and|or) (?:of the|and|or)\b"
    r"|(?:\b(?:is|has|are|have|can|will|with|and|or|plus) (?:[a-z0-9_]+ ){1,2}){4}"
)
_BREAK = re.compile(r"[,:;.!?()\[\]\"—、=<>→\n]+")
_LONGEST_WITHOUT_VERB = 14  # words; people need a verb or a comma sooner
_LONGEST_HAN_WITHOUT_VERB = 22
_FRAGMENT_WORDS = 5  # fewer words or twice as many characters are a fragment, more of them a list
LEAST_SHARE = {"en": 0.15, "zh": 0.06}  # of function words; a list of keywords has next to none


@dataclass(frozen=True)
class Clause:
    """running: in the form in which phrases are found. denials: where a negation stands in it."""

    running: str
    denials: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Sentence:
    """is_fragment: a few words without a verb, as in notes. is_joined: by a semicolon to the one before it.
    is_report: it speaks of what people say or believe.
    """

    clauses: tuple[Clause, ...]
    is_fragment: bool = False
    is_joined: bool = False
    is_report: bool = False


def statements_of(text: str, fragment_words: int = _FRAGMENT_WORDS) -> list[Sentence | None]:
    """The sentences in order; None for one that states nothing: a question, a list of keywords, or one refuted.

    fragment_words: from that many words without function words on, it is a list.
    """
    parts = [
        part
        for part in (each.strip() for each in _SENTENCE.split(_WRAPPED_LINE.sub(" ", folded(text))))
        if part
    ]
    found = [
        _sentence(part, position > 0 and parts[position - 1].endswith(";"), fragment_words)
        for position, part in enumerate(parts)
    ]
    for position, part in enumerate(parts):
        says_no = _SAYS_NO.fullmatch(part)
        if says_no or _ENDS_IN_VERDICT.search(part) or _REFUTED.search(_AFFIRMED.sub(" ", part)):
            found[position] = None
            if says_no or _REFERS_BACK.search(part):
                first = 0 if _EVERYTHING.search(part) else max(0, position - 1)
                found[first:position] = [None] * (position - first)
            elif _ABOUT_WHAT_FOLLOWS.search(part):
                return [*found[:position], *([None] * (len(parts) - position))]
    stated = [each for each in found if each is not None and not each.is_fragment]
    if len(found) > 2 and len(stated) * 2 < len(found):  # word by word, only with full stops between
        return [each if each in stated else None for each in found]
    return found


def _sentence(part: str, is_joined: bool, fragment_words: int) -> Sentence | None:
    if _ASKS.search(part):
        return None
    structure = _structure_of(part, fragment_words)
    if structure == "list":
        return None
    clauses = [_clause(text) for text in _CLAUSE.split(part) if text and text.strip()]
    return Sentence(
        tuple(_with_denials_carried_on(clauses)), structure == "fragment", is_joined, _is_report(part)
    )


def _with_denials_carried_on(clauses: list[Clause]) -> Iterator[Clause]:
    """“I do not believe that …” denies all that follows, up to “but”; “no x, y, or z” denies the whole list."""
    denies_all, denied = False, False
    for clause in clauses:
        if _TURNS.search(clause.running):
            denies_all = denied = False
        is_continued = denies_all or (denied and bool(_CONTINUES.search(clause.running)))
        denies_all = denies_all or _denies_what_follows(clause)
        denied = bool(clause.denials) or is_continued or denies_all
        yield Clause(clause.running, (*clause.denials, (-1, 0))) if is_continued or denies_all else clause


def _denies_what_follows(clause: Clause) -> bool:
    return bool(_DENIES_WHAT_FOLLOWS.search(_AFFIRMED.sub(" ", clause.running)))


def _clause(text: str) -> Clause:
    plain = running(text)
    harmless = [match.span() for match in _NO_NEGATION.finditer(plain)]
    denials = [match.span() for match in _NEGATION.finditer(plain)]
    return Clause(plain, tuple(denial for denial in denials if not _starts_in_one(denial, harmless)))


def _starts_in_one(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    """others: in order, none overlapping another."""
    before = bisect_right(others, span[0], key=itemgetter(0))
    return before > 0 and span[0] < others[before - 1][1]


def _structure_of(part: str, fragment_words: int) -> str:
    """sentence, fragment, or list: by the share of function words and by verbs, which lists of keywords do not have."""
    han, words = len(_HAN.findall(part)), len(_WORD.findall(part))
    if _UNGRAMMATICAL.search(part):
        return "list"
    if han >= max(1, words):
        pieces = _LISTED.split(part)
        if len(pieces) >= 5 and (han + words) / len(pieces) <= 4:
            return "list"
        size, least = han / 2, LEAST_SHARE["zh"]
        share = len(_FUNCTION_CHARACTERS.findall(part)) / han
    else:
        size, least = float(words), LEAST_SHARE["en"]
        share = len(_FUNCTION_WORDS.findall(part)) / max(1, words)
    if share >= least:
        is_doubtful = _is_report(part) or _goes_on_without_verb(part)
        return "fragment" if is_doubtful else "sentence"
    return "fragment" if size < fragment_words or _SIGNS.search(part) else "list"


def _is_report(part: str) -> bool:
    return bool(_ABOUT_CLAIMS.search(_AFFIRMED.sub(" ", part)))


def _goes_on_without_verb(part: str) -> bool:
    """Whether more words stand in a row without a verb than anyone writes, as in keywords strung together."""
    if len(_VERB_EN.findall(part)) > 1:
        return False
    return any(
        len(_WORD.findall(run)) >= _LONGEST_WITHOUT_VERB
        or len(_HAN.findall(run)) >= _LONGEST_HAN_WITHOUT_VERB
        for stretch in _BREAK.split(part)
        for run in (_VERB_ZH if _HAN.search(stretch) else _VERB_EN).split(stretch)
    )
